import type { MessagePortMain } from 'electron';
import type { ForkEngine } from '../engine/client/index.ts';

/** What only a desktop shell can do for the backend, for the contract's `files.choose`, `open` and `reveal`. */
export interface HostCapabilities {
  /** Asks the user for tables; empty when the dialog was cancelled. */
  chooseFiles(): Promise<string[]>;
  /** Opens a file or folder in the program the system has for it. @throws INPUT_UNREADABLE when it cannot. */
  openPath(path: string): Promise<void>;
  /** Shows a file in the system's file manager. */
  revealPath(path: string): Promise<void>;
}

export interface DesktopBackend {
  readonly dataFolder: string;
  /** Serves the contract to the page at the other end of this port until it closes. */
  attachPort(port: MessagePortMain): void;
  /** Ends what runs so that it can go on at the next start. Idempotent. */
  stop(): Promise<void>;
}

export interface DesktopBackendOptions {
  /** Null: the platform's usual place. */
  dataFolder: string | null;
  host: HostCapabilities;
  forkEngine: ForkEngine;
}

/** Opens the data folder and starts what serves the contract. @throws e.g. FOLDER_IN_USE, FOLDER_UNUSABLE. */
export type OpenDesktopBackend = (options: DesktopBackendOptions) => Promise<DesktopBackend>;
