import { resolve } from 'node:path';
import type { ModelCard } from '../contract/card.ts';
import type {
  GraphOutline,
  ImportReport,
  ModelBudget,
  ModelDetail,
  ModelRef,
  ModelSummary,
  Residency,
} from '../contract/models.ts';
import type { ModelSettings } from '../domain/model-settings.ts';
import { latestFrames, type Listen } from './latest-frames.ts';
import { refuseOwnServer } from './own-server.ts';
import { unlessInUse } from './unless-in-use.ts';

/** A version of a model, as much of it as is shown. */
export interface KnownModel {
  card: ModelCard;
  sizeBytes: number;
  remote: ModelSummary['remote'];
  bundled: boolean;
  sample: string | null;
  importedAtMs: number | null;
  report: ImportReport | null;
  outline: GraphOutline | null;
}

/** What the service needs of the registry. */
export interface ModelList<Model> {
  list(): Model[];
  find(ref: ModelRef): Model;
  aliasesOf(model: Model): string[];
  alias(name: string, alias: string, version: string): Promise<void>;
  remove(ref: ModelRef): Promise<Model>;
  restore(ref: ModelRef): Promise<Model>;
  change(model: Model, changes: Partial<ModelSettings>): Promise<void>;
}

/** What it needs of the engine. */
export interface LoadedModels<Model> {
  view(model: Model): Residency;
  load(model: Model): Promise<void>;
  unload(model: Model): Promise<void>;
  renew(model: Model): void;
  readonly budget: ModelBudget;
  setBudget(budget: BudgetChange): void;
}

export interface BudgetChange {
  budgetBytes?: number | undefined;
  idleMs?: number | undefined;
}

export interface SettingsChange {
  model: ModelRef;
  on?: boolean | undefined;
  pinned?: boolean | undefined;
  instances?: number | null | undefined;
  provider?: ModelSettings['provider'] | undefined;
}

export interface RemoteRequest {
  url: string;
  model: string;
  version: string | null;
  token: string | null;
  name: string | null;
  cardOf: ModelRef | null;
}

export interface ModelsServiceOptions<Model extends KnownModel> {
  models: ModelList<Model>;
  residency: LoadedModels<Model>;
  importModel(
    request: { path: string; name: string | null; version: string | null },
    signal: AbortSignal,
  ): Promise<Model>;
  /** Takes in one that runs on another server. */
  addRemote(request: RemoteRequest, signal: AbortSignal): Promise<Model>;
  /** Has one on another server be asked with another token, once that server has taken it. */
  changeToken(ref: ModelRef, token: string | null, signal: AbortSignal): Promise<Model>;
  /** Where the local server is, while it is on. */
  ownUrl(): string | null;
  /** The outline of a model that has none with it. */
  outlineOf(model: Model): Promise<GraphOutline>;
  rememberBudget(budget: ModelBudget): Promise<void>;
  /** Why the server of a model did not answer the last request; null when it did, undefined when there was none. */
  awayOf(model: Model): string | null | undefined;
  /** The server of a model has answered just now. */
  answered(model: Model): void;
  /** Has single requests keep it no longer for those that may follow. */
  rest(model: Model): void;
  /** Versions or aliases of a model are not what they were: who asks for it may be answered by another one. */
  onVersions(name: string): void;
  /** Tells of changes of the models, their aliases and what is loaded. */
  listen: Listen;
  /** Tells them. */
  changed(): void;
}

const framesAtMostEveryMs = 100;

export type ModelsService = ReturnType<typeof createModelsService>;

export function createModelsService<Model extends KnownModel>(options: ModelsServiceOptions<Model>) {
  const { models, residency, changed } = options;

  const remoteResidency = (model: Model): Residency => {
    const view = residency.view(model);
    const away = options.awayOf(model);
    // What it runs on is known over there alone; the last request says more than the load.
    const note = away === undefined ? view.note : away && `The last time it was asked: ${away}`;
    return { ...view, provider: null, note };
  };
  const summary = (model: Model): ModelSummary => {
    const { card } = model;
    return {
      name: card.name,
      version: card.version,
      title: card.title,
      summary: card.summary,
      task: card.task,
      inputs: card.inputs.length,
      sizeBytes: model.sizeBytes,
      sha256: card.sha256,
      bundled: model.bundled,
      sample: model.sample,
      aliases: models.aliasesOf(model),
      importedAtMs: model.importedAtMs,
      remote: model.remote,
      residency: model.remote ? remoteResidency(model) : residency.view(model),
    };
  };
  const versionsChanged = (name: string): void => {
    options.onVersions(name);
    changed();
  };
  const list = (): ModelSummary[] => models.list().map(summary);
  const detail = async (model: Model): Promise<ModelDetail> => ({
    summary: summary(model),
    card: model.card,
    outline: model.outline ?? (await options.outlineOf(model)),
    report: model.report,
  });

  return {
    list,
    watch: (signal: AbortSignal) =>
      latestFrames(async () => list(), {
        signal,
        listen: options.listen,
        atMostEveryMs: framesAtMostEveryMs,
      }),
    show: (ref: ModelRef) => detail(models.find(ref)),
    /** Who leaves before it is done wants nothing of it any more. */
    async import(
      request: { path: string; name: string | null; version: string | null },
      signal: AbortSignal,
    ) {
      const model = await options.importModel({ ...request, path: resolve(request.path) }, signal);
      versionsChanged(model.card.name);
      return detail(model);
    },
    async addRemote(request: RemoteRequest, signal: AbortSignal) {
      refuseOwnServer(request.url, options.ownUrl());
      const model = await options.addRemote(request, signal);
      versionsChanged(model.card.name);
      return detail(model);
    },
    async changeToken({ model: ref, token }: { model: ModelRef; token: string | null }, signal: AbortSignal) {
      const model = await options.changeToken(ref, token, signal);
      options.answered(model);
      options.rest(model);
      residency.renew(model);
      return summary(model);
    },
    async alias({ name, alias, version }: { name: string; alias: string; version: string }) {
      await models.alias(name, alias, version);
      versionsChanged(name);
      return list().filter((model) => model.name === name);
    },
    async remove(ref: ModelRef) {
      const model = await models.remove(ref);
      versionsChanged(model.card.name);
      options.rest(model);
      // What is at work goes to sleep by itself when it is over.
      await residency.unload(model).catch(unlessInUse);
      return { name: model.card.name, version: model.card.version };
    },
    async restore(ref: ModelRef) {
      const model = await models.restore(ref);
      versionsChanged(model.card.name);
      return summary(model);
    },
    async load(ref: ModelRef) {
      const model = models.find(ref);
      await residency.load(model);
      return summary(model);
    },
    async unload(ref: ModelRef) {
      const model = models.find(ref);
      options.rest(model);
      await residency.unload(model);
      return summary(model);
    },
    async settings({ model: ref, on, pinned, instances, provider }: SettingsChange) {
      const model = models.find(ref);
      await models.change(model, {
        ...(on === undefined ? {} : { on }),
        ...(pinned === undefined ? {} : { pinned }),
        ...(instances === undefined ? {} : { instances }),
        ...(provider === undefined ? {} : { provider }),
      });
      return summary(model);
    },
    budget: () => residency.budget,
    async setBudget(change: BudgetChange) {
      residency.setBudget(change);
      await options.rememberBudget(residency.budget);
      return residency.budget;
    },
  };
}
