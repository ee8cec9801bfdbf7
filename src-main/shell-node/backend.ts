import { setTimeout as wait } from 'node:timers/promises';
import { type Backend, type BackendOptions, openBackend } from '../app/main.ts';
import type { ContractClient } from '../contract/client.ts';
import { FailureError } from '../contract/failure.ts';
import { type Control, connectControl, listenForCommands } from '../http/index.ts';
import { folderHolder } from '../store/index.ts';

/** The product behind a command, in this process or in the one that holds the data folder. */
export interface CommandBackend {
  client: ContractClient;
  /** What a person must know of the data folder, where this process has just opened it. */
  notice?: string | null;
  close(): Promise<void>;
}

/** How long a holder may take to start listening or to let go, and how often it is looked for meanwhile. */
const patienceMs = 15_000;
const lookEveryMs = 100;

/**
 * Takes the data folder, or else reaches whoever holds it, over the same contract. A command that works on the
 * folder itself listens for other commands meanwhile, like every holder.
 * @throws FOLDER_IN_USE when the holder does not answer, FOLDER_UNUSABLE, STORE_FAILED
 */
export async function connectBackend(
  dataFolder: string,
  options: { idle: boolean },
): Promise<CommandBackend> {
  const deadlineMs = Date.now() + patienceMs;
  while (true) {
    try {
      return await ownBackend(dataFolder, options.idle);
    } catch (thrown) {
      if (!isInUse(thrown)) throw thrown;
      const held = await heldBackend(dataFolder);
      if (held) return held;
      if (Date.now() > deadlineMs) throw thrown;
    }
    await wait(lookEveryMs);
  }
}

/** Opens the backend and listens for commands, as every holder of a folder does. */
export async function openHeldBackend(
  options: BackendOptions,
  newLink: () => string | null,
): Promise<{ backend: Backend; control: Control; stop(): Promise<void> }> {
  const backend = await openBackend(options);
  return { backend, ...(await listenForCommands(backend, newLink)) };
}

async function ownBackend(dataFolder: string, idle: boolean): Promise<CommandBackend> {
  const options: BackendOptions = { dataFolder, shell: 'command', idle };
  const noLink = (): null => null;
  const { backend, stop } = idle
    ? await openBackend(options).then((opened) => ({ backend: opened, stop: () => opened.stop() }))
    : await openHeldBackend(options, noLink);
  return { client: backend.server.connect({ shell: 'command' }).client, notice: backend.notice, close: stop };
}

async function heldBackend(dataFolder: string): Promise<CommandBackend | null> {
  const holder = folderHolder(dataFolder);
  if (!holder) return null;
  try {
    const connection = await connectControl(holder);
    return {
      client: connection.client,
      async close() {
        connection.close();
        await connection.closed;
      },
    };
  } catch (thrown) {
    if (isInUse(thrown)) return null;
    throw thrown;
  }
}

function isInUse(thrown: unknown): boolean {
  return thrown instanceof FailureError && thrown.failure.code === 'FOLDER_IN_USE';
}
