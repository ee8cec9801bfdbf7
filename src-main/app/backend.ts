import type { AppInfo } from '../contract/app.ts';
import type { ModelCard } from '../contract/card.ts';
import type { ForkEngine } from '../engine/client/index.ts';
import type { HostCapabilities } from '../services/host.ts';
import type { InferenceService } from '../services/inference.ts';
import type { ContractServer, ServingTrouble } from '../services/serve.ts';
import type { ServerHost } from '../services/server.ts';
import type { Keyring } from '../services/tokens.ts';

export interface BackendOptions {
  dataFolder: string;
  shell: AppInfo['shell'];
  host?: HostCapabilities;
  fork?: ForkEngine;
  /** Engine processes; by default one a core. */
  engineProcesses?: number;
  /** The folder with `models/` and `resources/`; a packed app keeps them elsewhere. */
  programFolder?: string;
  /** Only look and note: no engine process is started and no job is run. For commands that are over at once. */
  idle?: boolean;
}

/** The whole product behind the contract, for whichever shell. */
export interface Backend {
  server: ContractServer;
  /** Models as programs call them. */
  inference: InferenceService;
  /** What is measured, in Prometheus' text format. */
  metrics(): Promise<string>;
  /** Of the version that answers where none is named, for each model on the list. */
  cards(): ModelCard[];
  dataFolder: string;
  uploadsFolder: string;
  /** What happened to the data folder before, where a person must know; the console shows it by itself. */
  notice: string | null;
  /** Whether an engine process takes calls now. */
  isReady(): boolean;
  /** The finished file of a job, for downloads. @throws JOB_NOT_FOUND, JOB_STATE */
  outputOf(jobId: string): Promise<{ path: string; name: string }>;
  /** Whether a path is the input or the output of a job on the list. */
  knowsPath(path: string): Promise<boolean>;
  /** Tells those who may look for us where we are; see `holder.json`. */
  publishControl(control: { address: string; token: string }): void;
  /** Whether the console's page must not make a request now, because it leaves the machine; a refusal is counted. */
  refusesRequest(url: string): boolean;
  /** The tokens of programs. */
  keyring: Keyring;
  /** Takes what opens the local server; resolves when it is on, or is to stay off for now. */
  lendServer(host: ServerHost): Promise<void>;
  /** Writes something unexpected into the log. */
  report(trouble: ServingTrouble): void;
  stop(): Promise<void>;
}
