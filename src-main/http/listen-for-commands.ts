import type { ContractServer } from '../services/serve.ts';
import { type Control, startControl } from './control.ts';

/** The product that holds a data folder, as far as commands that want to reach it are concerned. */
export interface ReachableProduct {
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
  holder: ReachableProduct,
  newLink: () => string | null,
): Promise<{ control: Control; stop(): Promise<void> }> {
  let control: Control | null = null;
  const stop = async (): Promise<void> => {
    await control?.stop();
    await holder.stop();
  };
  try {
    const { server: contractServer, dataFolder } = holder;
    control = await startControl({ contractServer, dataFolder, newLink });
    const { address, token } = control;
    holder.publishControl({ address, token });
    return { control, stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}
