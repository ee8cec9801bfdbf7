import { create } from 'zustand';
import { type Failure, failureOf, type ServerView, type Token } from '../../src-main/contract/index.ts';
import { type Connection, follow } from '../client/connection.ts';
import { announce } from './announcer.ts';
import { client } from './backend.ts';
import { toast, toastFailure } from './toasts.ts';

export interface ServerTrouble {
  about: 'server' | 'tokens';
  title: string;
  failure: Failure;
}

interface ServerState {
  view: ServerView | null;
  /** The switch was pressed, and the answer is not there yet. */
  switching: boolean;
  /** The last thing that was refused, until the next one is asked. */
  trouble: ServerTrouble | null;
  /** Tokens that were just made, with their secrets, which are told this once; the newest first. */
  made: readonly { token: Token; secret: string }[];
}

export const useServer = create<ServerState>(() => ({
  view: null,
  switching: false,
  trouble: null,
  made: [],
}));

export function followServer(connection: Connection): () => void {
  return follow(
    connection,
    (backend, signal) => backend.server.watch(undefined, { signal }),
    (view) => useServer.setState({ view }),
  );
}

/** Asks for one thing; a refusal stays beside the server until the next one is asked. */
async function ask(
  about: ServerTrouble['about'],
  title: string,
  call: () => Promise<ServerView | void>,
): Promise<boolean> {
  useServer.setState({ trouble: null });
  try {
    const view = await call();
    if (view) useServer.setState({ view });
    return true;
  } catch (thrown) {
    useServer.setState({ trouble: { about, title, failure: failureOf(thrown) } });
    announce(`${title}. ${failureOf(thrown).message}`, 'server');
    return false;
  }
}

/** A URL that opens the page for programs in one browser; null where the server is off. */
export async function docsLink(): Promise<string | null> {
  let url: string | null = null;
  await ask('server', 'There is no link to the docs', async () => {
    url = (await client().server.docsLink()).url;
  });
  return url;
}

export async function switchServer(on: boolean) {
  if (useServer.getState().switching) return;
  useServer.setState({ switching: true });
  const title = `The server could not be switched ${on ? 'on' : 'off'}`;
  const done = await ask('server', title, () => (on ? client().server.start() : client().server.stop()));
  useServer.setState({ switching: false });
  if (done) announce(`The server is ${on ? 'on' : 'off'}`, 'server');
}

/** Lets programs in, from where nothing of the server but its status is shown. */
export async function startServer() {
  try {
    await client().server.start();
  } catch (thrown) {
    toastFailure('The server could not be switched on', failureOf(thrown));
  }
}

export function changeServer(change: { port?: number; network?: boolean; atStart?: boolean }) {
  return ask('server', 'The server could not be changed', () => client().server.settings(change));
}

export function closeServerTrouble() {
  useServer.setState({ trouble: null });
}

/** Makes a token; its secret is shown until {@link forgetSecret}. */
export function makeToken(name: string) {
  return ask('tokens', 'The token could not be made', async () => {
    const created = await client().server.tokens.create({ name });
    useServer.setState(({ made }) => ({ made: [created, ...made] }));
  });
}

export function forgetSecret(token: Token) {
  useServer.setState(({ made }) => ({ made: made.filter((one) => one.token.id !== token.id) }));
}

export function renameToken(token: Token, name: string) {
  return ask('tokens', `${token.name} could not be renamed`, () =>
    client().server.tokens.rename({ id: token.id, name }),
  );
}

/** From now on it opens nothing; the toast's Undo makes it good again. */
export async function revokeToken(token: Token) {
  const done = await ask('tokens', `${token.name} could not be revoked`, () =>
    client().server.tokens.revoke({ id: token.id }),
  );
  if (!done) return;
  useServer.setState(({ made }) => ({ made: made.filter((one) => one.token.id !== token.id) }));
  const restore = async () => {
    try {
      useServer.setState({ view: await client().server.tokens.restore({ id: token.id }) });
    } catch (thrown) {
      toastFailure(`${token.name} could not be brought back`, failureOf(thrown));
    }
  };
  toast({
    level: 'off',
    title: `${token.name} is revoked`,
    text: 'Programs that send it are refused from now on',
    action: { label: 'Undo', undo: true, run: () => void restore() },
  });
}
