import type { MessagePortMain } from 'electron';
import type { ForkEngine } from '../engine/client/index.ts';
import type { HostCapabilities } from '../services/host.ts';

/** What the desktop needs of the product behind its window. */
export interface DesktopBackend {
  /** Serves the contract to the page at the other end of this port until it closes. */
  attachPort(port: MessagePortMain): void;
  /** Whether the page must not make a request now, because it leaves the machine and the offline switch is on. */
  refusesRequest(url: string): boolean;
  /** Ends what runs so that it can go on at the next start. */
  stop(): Promise<void>;
}

export interface DesktopBackendOptions {
  dataFolder: string;
  host: HostCapabilities;
  fork: ForkEngine;
  /** Where a packed application keeps its models and samples. */
  programFolder?: string;
}

/** @throws e.g. FOLDER_IN_USE, FOLDER_UNUSABLE, STORE_FAILED */
export type OpenDesktopBackend = (options: DesktopBackendOptions) => Promise<DesktopBackend>;
