import { totalmem } from 'node:os';
import { join } from 'node:path';
import type { ModelCard } from '../contract/card.ts';
import { type Failure, toFailure } from '../contract/failure.ts';
import type { EnginePool, ForkEngine } from '../engine/client/index.ts';
import {
  type AddRemote,
  type ChangeToken,
  clearIncoming,
  createImporter,
  createResidency,
  type ImportModel,
  type ModelOperations,
  type ModelRegistry,
  type ModelResidency,
  openRegistry,
  type RegisteredModel,
} from '../models/index.ts';
import type { GraphOutline } from '../contract/models.ts';
import type { Store } from '../store/index.ts';
import type { Folders } from './folders.ts';
import { modelCheckers } from './model-checker.ts';
import { sessionHost } from './session-host.ts';
import { recallBudget, registryNotes } from './store-adapters.ts';

export interface Models {
  registry: ModelRegistry;
  residency: ModelResidency<RegisteredModel>;
  importModel: ImportModel;
  addRemote: AddRemote;
  changeToken: ChangeToken;
  /** Gives up imports that are under way, with all they have made, and loads nothing more by itself. */
  stop(): Promise<void>;
  /** Loads what is pinned; the program goes on meanwhile. */
  loadPinned(): void;
  /** Kept by sha256 once it was asked for. */
  outlineOf(model: RegisteredModel): Promise<GraphOutline>;
  /** Of the version that answers where none is named, for each model on the list. */
  cards(): ModelCard[];
}

async function inspect(engines: EnginePool, path: string): Promise<GraphOutline> {
  // A command that only looks starts them when there is something to look at after all.
  engines.start();
  const engine = await engines.ready();
  const call = 'model.inspect' satisfies keyof ModelOperations;
  return (await engine.call<ModelOperations[typeof call]['result']>(call, { path })).outline;
}

/** After so long without use a model goes to sleep. */
const usualIdleMs = 10 * 60_000;

/** A quarter of the memory, and no more than the models of a small console need. */
function usualBudgetBytes(): number {
  return Math.min(totalmem() / 4, 512e6);
}

/**
 * Reads the models and makes what loads and imports them.
 * @throws MODEL_INVALID when the installation is damaged; STORE_FAILED
 */
export async function openModels(options: {
  folders: Pick<Folders, 'program' | 'samples' | 'data'>;
  store: Store;
  engines: EnginePool;
  fork: ForkEngine;
  memoryCapBytes: number;
  /** Whether folders of removed models go; see the registry. */
  clear: boolean;
  nowMs(): number;
  onChange(): void;
  /** A job may run now that could not before. */
  onUsable(): void;
  onTrouble(failure: Failure): void;
}): Promise<Models> {
  const { folders, store, nowMs } = options;
  const importedFolder = join(folders.data, 'models');
  await clearIncoming(importedFolder);
  const registry = await openRegistry({
    bundledFolder: join(folders.program, 'models'),
    samplesFolder: folders.samples,
    importedFolder,
    notes: registryNotes(store, nowMs),
    clear: options.clear,
    onSettings(model, { on }) {
      residency.settingsChanged(model);
      if (on) options.onUsable();
    },
    onTrouble: options.onTrouble,
  });
  const residency = createResidency<RegisteredModel>({
    host: sessionHost(options.engines),
    settingsOf: registry.settingsOf,
    budgetBytes: usualBudgetBytes(),
    idleMs: usualIdleMs,
    ...(await recallBudget(store)),
    nowMs,
    onChange: options.onChange,
  });
  const checkers = modelCheckers(options);
  const { withChecker } = checkers;
  const outlines = new Map<string, Promise<GraphOutline>>();
  const outlineOf = ({ card: { sha256 }, modelPath }: RegisteredModel): Promise<GraphOutline> => {
    const known = outlines.get(sha256);
    if (known) return known;
    const outline = inspect(options.engines, modelPath);
    outlines.set(sha256, outline);
    outline.catch(() => outlines.delete(sha256));
    return outline;
  };
  const { importModel, addRemote, changeToken, settled } = createImporter({
    registry,
    importedFolder,
    withChecker,
    outlineOf,
    nowMs,
  });
  return {
    registry,
    residency,
    importModel,
    addRemote,
    changeToken,
    async stop() {
      residency.stop();
      await checkers.stop();
      await settled();
    },
    loadPinned() {
      for (const model of registry.list()) {
        const { on, pinned } = registry.settingsOf(model);
        if (!on || !pinned) continue;
        residency.load(model).catch((error: unknown) => {
          const failure = toFailure(error);
          // Closed again before it was loaded.
          if (failure.code !== 'CLOSED') options.onTrouble(failure);
        });
      }
    },
    outlineOf,
    cards() {
      const names = new Set(registry.list().map(({ card }) => card.name));
      return [...names].map((name) => registry.find({ name, version: null }).card);
    },
  };
}
