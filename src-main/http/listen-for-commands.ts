import type { ContractServer } from '../services/serve.ts';
import { type Control, startControl } from './control.ts';

/** What holds a data folder, as far as commands that want to reach it are concerned. */
export interface FolderHolder {
  server: ContractServer;
  dataFolder: string;
  publishControl(control: { address: string; token: string }): void;
  stop(): Promise<void>;
}

/**
 * Listens for commands against the folder that this process holds, and tells where. `stop` ends the listening and then
 * the holder; a holder that cannot be reached is stopped at once.
 */
export async function listenForCommands(
  holder: FolderHolder,
  newLink: () => string | null,
): Promise<{ control: Control; stop(): Promise<void> }> {
  try {
    const control = await startControl({
      contractServer: holder.server,
      dataFolder: holder.dataFolder,
      newLink,
    });
    holder.publishControl({ address: control.address, token: control.token });
    return {
      control,
      async stop() {
        await control.stop();
        await holder.stop();
      },
    };
  } catch (thrown) {
    await holder.stop();
    throw thrown;
  }
}
