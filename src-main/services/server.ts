import { z } from 'zod';
import { failed, toFailure } from '../contract/failure.ts';
import type { AppStatus } from '../contract/app.ts';
import type { ServerView, Token } from '../contract/server.ts';
import { type Listen, latestFrames } from './latest-frames.ts';
import type { Tokens } from './tokens.ts';

/** Where the server is to listen. Without `network` it is this machine alone. */
export interface ServerPlace {
  /** 0 = any free port. */
  port: number;
  network: boolean;
}

/** A server that lets programs in. */
export interface OpenServer {
  url: string;
  counts(): { inFlight: number; connections: number };
  /** A URL that opens its page for programs, once. */
  newDocsLink(): string;
  /** Takes nothing new from now on, and has let go of its port; resolves once what was under way is over. */
  close(): Promise<void>;
}

/** What opens the server: the shell knows how. */
export interface ServerHost {
  /** Set on a command line, with a port that is open for the console as well; null where the user decides. */
  fixed: (ServerPlace & { asksForToken: boolean }) | null;
  /** @throws PORT_IN_USE, BAD_REQUEST */
  open(place: ServerPlace): Promise<OpenServer>;
}

const settingsSchema = z.object({
  port: z.number().int().min(0).max(65_535),
  network: z.boolean(),
  atStart: z.boolean(),
});
type ServerSettings = z.infer<typeof settingsSchema>;
type SettingsChange = { [Key in keyof ServerSettings]?: ServerSettings[Key] | undefined };
const usualSettings: ServerSettings = { port: 8790, network: false, atStart: false };

export interface ServerService {
  view(): ServerView;
  watch(signal: AbortSignal): AsyncGenerator<ServerView>;
  start(): Promise<ServerView>;
  stop(): Promise<ServerView>;
  settings(change: SettingsChange): Promise<ServerView>;
  /** @throws SERVER_OFF */
  docsLink(): { url: string };
  createToken(name: string): Promise<{ token: Token; secret: string }>;
  renameToken(id: string, name: string): Promise<ServerView>;
  revokeToken(id: string): Promise<ServerView>;
  restoreToken(id: string): Promise<ServerView>;
  status(): AppStatus['server'];
  /** Takes what opens the server, and opens it where it is to be on from the start. Resolves when that is decided. */
  lend(host: ServerHost): Promise<void>;
  /** Closes it for good. */
  end(): Promise<void>;
}

/** Counts of a server that is on are shown so often, as nothing tells of each request. */
const countsEveryMs = 1_000;
const atMostEveryMs = 100;

/**
 * The local server, and who is let in. What is asked is done one after the other, so a start during a stop waits for
 * it. `recall` and `remember` keep its settings as text.
 */
export async function openServerService(options: {
  recall(): Promise<string | null>;
  remember(text: string): Promise<void>;
  tokens: Tokens;
  changed(): void;
  listen: Listen;
}): Promise<ServerService> {
  const { tokens, changed, listen } = options;
  let settings = readSettings(await options.recall());
  let host: ServerHost | null = null;
  let state: ServerView['state'] = 'off';
  let open: OpenServer | null = null;
  let problem: string | null = null;
  let ended = false;
  /** Servers that have let go of their port and answer what is under way. */
  const closing = new Set<Promise<void>>();
  let work: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const done = work.then(act, act);
    work = done.catch(() => undefined);
    return done;
  };
  const is = (now: ServerView['state']): void => {
    state = now;
    changed();
  };
  const place = (): ServerPlace => {
    const { port, network } = host?.fixed ?? settings;
    return { port, network };
  };

  const view = (): ServerView => ({
    state,
    url: open?.url ?? null,
    problem,
    port: place().port,
    network: place().network,
    atStart: settings.atStart,
    fixed: host?.fixed !== null && host !== null,
    asksForToken: host?.fixed?.asksForToken ?? true,
    ...(open?.counts() ?? { inFlight: 0, connections: 0 }),
    tokens: tokens.list(),
  });

  const start = async (): Promise<void> => {
    if (open) return;
    if (!host || ended) {
      throw failed(
        'NOT_SUPPORTED',
        'A command serves no programs. Run `foredeck serve`, or open the console.',
      );
    }
    problem = null;
    is('starting');
    try {
      open = await host.open(place());
      is('on');
    } catch (thrown) {
      problem = toFailure(thrown).message;
      is('off');
      throw thrown;
    }
  };
  const stop = async (): Promise<void> => {
    problem = null;
    if (open) {
      is('stopping');
      await open.close();
      open = null;
    }
    is('off');
  };
  const leave = (left: OpenServer): void => {
    const closed = left.close().finally(() => closing.delete(closed));
    closing.add(closed);
  };

  /** A server that is on moves; where that fails it is where it was. */
  const move = async (from: ServerPlace, to: ServerPlace): Promise<void> => {
    if (!host || !open) return;
    const old = open;
    // Two cannot have one port, not even on other addresses.
    const samePort = from.port === to.port && to.port !== 0;
    if (samePort) leave(old);
    try {
      open = await host.open(to);
      if (!samePort) leave(old);
    } catch (thrown) {
      if (samePort) open = await reopened(from);
      const failure = toFailure(thrown);
      const where = open ? `It stays on ${open.url}.` : 'It is off now.';
      throw failed(failure.code, `${failure.message} ${where}`, { retryable: failure.retryable });
    } finally {
      is(open ? 'on' : 'off');
    }
  };
  const reopened = async (from: ServerPlace): Promise<OpenServer | null> => {
    try {
      return (await host?.open(from)) ?? null;
    } catch (thrown) {
      problem = toFailure(thrown).message;
      return null;
    }
  };

  const change = async (asked: SettingsChange): Promise<void> => {
    const { port = settings.port, network = settings.network, atStart = settings.atStart } = asked;
    const next = { port, network, atStart };
    const moves = next.port !== settings.port || next.network !== settings.network;
    if (moves && host?.fixed) {
      throw failed(
        'BAD_REQUEST',
        'Port and network were set on the command line of `foredeck serve`; start it again with other ones.',
        { details: { field: asked.port === undefined ? 'network' : 'port' } },
      );
    }
    if (moves) problem = null;
    if (moves) await move(place(), { port, network });
    settings = next;
    changed();
    await options.remember(JSON.stringify(settings));
  };

  return {
    view,
    watch: (signal) =>
      latestFrames(async () => view(), { signal, listen, atMostEveryMs, atLeastEveryMs: countsEveryMs }),
    start: () => inTurn(start).then(view),
    stop: () => inTurn(stop).then(view),
    settings: (asked) => inTurn(() => change(asked)).then(view),
    docsLink() {
      if (!open) throw failed('SERVER_OFF', 'The local server is off; it has no page then.');
      return { url: open.newDocsLink() };
    },
    createToken: (name) => tokens.create(name),
    renameToken: (id, name) => tokens.rename(id, name).then(view),
    revokeToken: (id) => tokens.revoke(id).then(view),
    restoreToken: (id) => tokens.restore(id).then(view),
    status: () => ({ state, url: open?.url ?? null }),
    async lend(lent) {
      host = lent;
      changed();
      // A failure stands in the view as the problem.
      if (lent.fixed || settings.atStart) await inTurn(start).catch(() => undefined);
    },
    end: () =>
      inTurn(async () => {
        ended = true;
        await stop();
        await Promise.all(closing);
      }),
  };
}

/** What was kept, or the usual where it cannot be read. */
function readSettings(text: string | null): ServerSettings {
  try {
    return settingsSchema.parse(JSON.parse(text ?? ''));
  } catch {
    return usualSettings;
  }
}
