import type { Choosable } from '../contract/files.ts';

/** What only the shell can do; each is missing where the shell cannot. */
export interface HostCapabilities {
  /** A native dialog. */
  chooseFiles?(of: Choosable): Promise<string[]>;
  /** Opens a file with the program of the system that is made for it. */
  openPath?(path: string): Promise<void>;
  /** Shows a file in the file manager. */
  revealPath?(path: string): Promise<void>;
}
