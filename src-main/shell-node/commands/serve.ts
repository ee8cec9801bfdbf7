import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { programUrl } from '../../app/entries.ts';
import { appVersion } from '../../app/version.ts';
import { FailureError, failed } from '../../contract/failure.ts';
import {
  type HttpOptions,
  consoleHost,
  type HttpServer,
  isLoopback,
  newSecret,
  requestLink,
  servedProduct,
  startHttp,
} from '../../http/index.ts';
import { folderHolder } from '../../store/index.ts';
import { dataFolder, parseCommandLine, sharedOptions, wholeNumber } from '../arguments.ts';
import { openHeldBackend } from '../backend.ts';
import { type Command, exitCodes, type Surroundings, UsageError } from '../command.ts';

const options = {
  ...sharedOptions,
  port: { type: 'string' },
  host: { type: 'string' },
  token: { type: 'string' },
  'no-auth': { type: 'boolean' },
  'no-ui': { type: 'boolean' },
  console: { type: 'boolean' },
} as const;

const usualPort = 8790;

export interface ServeOptions {
  dataFolder: string;
  host: string;
  port: number;
  /** Any other port will do when that one is taken. */
  anyPort: boolean;
  /** Null: everybody is let in. */
  token: string | null;
  /** The token was made here, so programs have to be told it. */
  tokenIsNew: boolean;
  ui: boolean;
}

export const serve: Command = {
  name: 'serve',
  summary: 'serve the console and programs on this machine',
  usage: `serve [options]

  --port PORT         where to listen (default ${usualPort}; 0 = any free port)
  --host HOST         the address to listen on (default 127.0.0.1, this machine only)
  --token T           the token that programs send (default: a new one, printed at the start)
  --no-auth           asks nobody for a token; on this machine only
  --no-ui             serves programs alone, without the console
  --console           opens for one person: any free port when ${usualPort} is taken
  --data DIR          the data folder
`,

  async run(args, around) {
    const wanted = serveOptions(args, around);
    let http: HttpServer | null = null;
    const held = await openHeldBackend({ dataFolder: wanted.dataFolder, shell: 'browser' }, () => {
      return http && wanted.ui ? http.newLink() : null;
    }).catch((thrown: unknown) => refuseHeld(thrown, wanted.dataFolder, args, around));
    const { backend } = held;
    const pagesFolder = join(fileURLToPath(programUrl), 'dist', 'renderer');
    if (backend.notice) around.err(`${backend.notice}\n`);
    try {
      http = await startOnPort(wanted, {
        ...servedProduct(backend),
        contractServer: backend.server,
        host: wanted.host,
        token: wanted.token,
        consoleFolder: wanted.ui ? pagesFolder : null,
        pagesFolder,
        version: appVersion,
      });
      await backend.lendServer(consoleHost(http, { host: wanted.host, asksForToken: wanted.token !== null }));
      tellWhere(http, wanted, around);
      await interrupted(around);
      around.err('Closing.\n');
      return exitCodes.done;
    } finally {
      await http?.stop();
      await held.stop();
    }
  },
};

/** @throws UsageError */
export function serveOptions(args: string[], around: Pick<Surroundings, 'cwd' | 'env'>): ServeOptions {
  const { values } = parseCommandLine(args, options, { least: 0, most: 0, what: '' });
  const host = values.host ?? '127.0.0.1';
  if (values.token !== undefined && values['no-auth']) {
    throw new UsageError('--token and --no-auth contradict each other.');
  }
  if (values.token !== undefined && !/^[\x21-\x7e]+$/u.test(values.token)) {
    throw new UsageError('--token must be of printable ASCII characters, without spaces.');
  }
  if (!isLoopback(host) && values.token === undefined) {
    throw new UsageError(`--host ${host} lets other machines in, so it needs a --token.`);
  }
  return {
    dataFolder: dataFolder(values.data, around),
    host,
    port: values.port === undefined ? usualPort : wholeNumber(values.port, '--port', 0, 65_535),
    anyPort: values.console === true && values.port === undefined,
    token: values['no-auth'] ? null : (values.token ?? newSecret()),
    tokenIsNew: values.token === undefined && !values['no-auth'] && !values.console,
    ui: !values['no-ui'],
  };
}

async function startOnPort(wanted: ServeOptions, http: Omit<HttpOptions, 'port'>): Promise<HttpServer> {
  try {
    return await startHttp({ ...http, port: wanted.port });
  } catch (thrown) {
    const isTaken = thrown instanceof FailureError && thrown.failure.code === 'PORT_IN_USE';
    if (!isTaken || !wanted.anyPort) throw thrown;
    return startHttp({ ...http, port: 0 });
  }
}

function tellWhere(http: HttpServer, wanted: ServeOptions, around: Surroundings): void {
  const link = (): string =>
    wanted.ui ? `Open the console: ${http.newLink()}\n` : `Read how to call it: ${http.newLink('/docs')}\n`;
  if (!wanted.ui) around.out(`Serving at ${http.url}\n`);
  around.out(link());
  if (wanted.tokenIsNew) around.err(`Programs send the header: Authorization: Bearer ${wanted.token}\n`);
  if (wanted.token === null) around.err('Every program on this machine may use it (--no-auth).\n');
  else around.err('The link works once; press Enter for another. ');
  around.err('Ctrl-C ends it.\n');
  around.onEnter(() => around.out(link()));
}

function interrupted(around: Surroundings): Promise<void> {
  return new Promise((resolve) => {
    let interrupts = 0;
    around.onInterrupt(() => {
      interrupts += 1;
      if (interrupts > 1) around.leave(exitCodes.cancelled);
      resolve();
    });
  });
}

/** A second console is refused, with a link to the first one where that has one, and where programs get their token. */
async function refuseHeld(
  thrown: unknown,
  folder: string,
  args: readonly string[],
  around: Surroundings,
): Promise<never> {
  if (!(thrown instanceof FailureError) || thrown.failure.code !== 'FOLDER_IN_USE') throw thrown;
  const holder = folderHolder(folder);
  if (!holder) throw thrown;
  const link = await requestLink(holder).catch(() => null);
  if (link !== null) around.out(`Open the console: ${link}\n`);
  const ignored = ownOptions.filter((name) => args.some((arg) => arg === name || arg.startsWith(`${name}=`)));
  const without = ignored.length === 0 ? '' : `${ignored.join(', ')} had no effect. `;
  if (link === null) {
    const hint = `${without}Where that is a window, programs are let in and get their tokens there, under Settings.`;
    throw failed('FOLDER_IN_USE', thrown.failure.message, { details: { ...thrown.failure.details, hint } });
  }
  throw failed(
    'FOLDER_IN_USE',
    'A console with this data folder is running already; the link above opens it.',
    {
      details: {
        hint: `${without}Programs get their tokens in that console, under Settings. For a second one beside it, name another folder with --data.`,
      },
    },
  );
}

/** What a server that runs already keeps as it is. */
const ownOptions = ['--port', '--host', '--token', '--no-auth', '--no-ui'];
