import { type Dirent, existsSync, readdirSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { modelNameSchema, modelVersionSchema } from '../contract/card.ts';
import { type Failure, failed, toFailure } from '../contract/failure.ts';
import type { ModelRef } from '../contract/models.ts';
import { type ModelNotes, type ModelSettings, usualSettings } from '../domain/model-settings.ts';
import { champion, moveAlias, previous, refuseAliasNamedLike, sameName } from './alias-rules.ts';
import { readBundledModel, readImportedModel, type RegisteredModel } from './model-folder.ts';

/** Where what is not in the model folders is kept. Each call has reached the disk when it resolves. */
export interface RegistryNotes {
  read(): Promise<ModelNotes>;
  alias(name: string, aliases: Readonly<Record<string, string | null>>): Promise<void>;
  /** Refused with MODEL_IN_USE while a job needs it. */
  remove(name: string, version: string): Promise<void>;
  restore(name: string, version: string): Promise<void>;
  forget(name: string, version: string): Promise<void>;
  settings(name: string, version: string, settings: ModelSettings): Promise<void>;
}

export interface ModelRegistry {
  /** Those on the list, by name, the oldest version of each first. */
  list(): RegisteredModel[];
  /** `version` is a version or an alias; null means the champion, or the newest. @throws MODEL_NOT_FOUND, saying which there are */
  find(ref: ModelRef): RegisteredModel;
  aliasesOf(model: RegisteredModel): string[];
  settingsOf(model: RegisteredModel): ModelSettings;
  /** Why jobs of a version wait: it is switched off. Null when it is on. */
  whyOff(name: string, version: string): string | null;
  /** @throws MODEL_NOT_FOUND; BAD_REQUEST for an alias that is a version */
  alias(name: string, alias: string, version: string): Promise<void>;
  /** @throws MODEL_NOT_FOUND; BAD_REQUEST for one that came with the product; MODEL_IN_USE */
  remove(ref: ModelRef): Promise<RegisteredModel>;
  /** The undo of `remove`. @throws MODEL_NOT_FOUND */
  restore(ref: ModelRef): Promise<RegisteredModel>;
  change(model: RegisteredModel, changes: Partial<ModelSettings>): Promise<void>;
  /** Puts an imported folder, complete in its place, on the list. */
  add(model: RegisteredModel): void;
  /** All versions of a name whose folders are there, those taken off the list included. */
  folders(name: string): { model: RegisteredModel; removed: boolean }[];
  /** Aliases of a name, whether or not their versions are on the list. */
  aliases(name: string): string[];
}

export interface RegistryOptions {
  bundledFolder: string;
  samplesFolder: string;
  /** `<data>/models`: one folder a name, in it one a version. */
  importedFolder: string;
  notes: RegistryNotes;
  /** Deletes the folders of what was removed in an earlier run. Commands leave them, so that one can undo another. */
  clear: boolean;
  /** Told after the settings of a model have changed, whoever changed them. */
  onSettings(model: RegisteredModel, settings: ModelSettings): void;
  /** Told of folders that hold no model any more; the rest works without them. */
  onTrouble(failure: Failure): void;
}

/**
 * Reads the models that come with the product and those that were imported. The folders say what there is; aliases,
 * removals and settings are notes about them, so a lost store loses no model.
 * @throws MODEL_INVALID when the installation is damaged; what the notes throw
 */
export async function openRegistry(options: RegistryOptions): Promise<ModelRegistry> {
  const notes = await options.notes.read();
  const removed = new Set(notes.removals.map(keyOf));
  if (options.clear) await clearRemoved(options, notes, removed);
  const bundled = readBundled(options);
  const models = [...bundled, ...readImported(options, bundled)].sort(byNameAndAge);
  const settings = new Map(
    notes.settings.map(({ name, version, ...set }): [string, ModelSettings] => [
      keyOf({ name, version }),
      set,
    ]),
  );
  const current = new WeakMap<RegisteredModel, ModelSettings>();
  const aliases = new Map<string, Record<string, string>>();
  for (const { name, alias, version } of notes.aliases) {
    aliases.set(name, { ...aliases.get(name), [alias]: version });
  }

  /** One that came with the product is the champion until another is made it: an import alone changes no answer. */
  const meantBy = (name: string): Record<string, string> => {
    const came = bundled.find(({ card }) => card.name === name);
    return { ...(came ? { [champion]: came.card.version } : {}), ...aliases.get(name) };
  };
  const listed = (): RegisteredModel[] => models.filter((model) => !removed.has(keyOf(model.card)));
  const versionsOf = (name: string) => listed().filter(({ card }) => card.name === name);
  const lookUp = ({ name, version }: ModelRef): RegisteredModel | undefined => {
    const versions = versionsOf(name);
    const of = (wanted: string | undefined) => versions.find(({ card }) => card.version === wanted);
    const meant = meantBy(name);
    if (version === null) return of(meant[champion]) ?? versions.at(-1);
    return of(version) ?? of(meant[version]);
  };
  /** What was found since the last change of what could be: requests look thousands of times a second. */
  const found = new Map<string, Map<string | null, RegisteredModel>>();
  const find = (ref: ModelRef): RegisteredModel => {
    const known = found.get(ref.name)?.get(ref.version);
    if (known) return known;
    const model = lookUp(ref);
    if (model) {
      const ofName = found.get(ref.name) ?? new Map<string | null, RegisteredModel>();
      found.set(ref.name, ofName.set(ref.version, model));
      return model;
    }
    const own = versionsOf(ref.name);
    throw unknownModel(ref, own.length > 0 ? own : listed());
  };

  const inTurn = oneAtATime();
  return {
    list: listed,
    find,
    aliasesOf: ({ card }) =>
      Object.entries(meantBy(card.name))
        .filter(([, version]) => version === card.version)
        .map(([alias]) => alias)
        .sort(),
    settingsOf(model) {
      const known = current.get(model);
      if (known) return known;
      const found = { ...usualSettings, ...settings.get(keyOf(model.card)) };
      current.set(model, found);
      return found;
    },
    whyOff(name, version) {
      const key = keyOf({ name, version });
      return settings.get(key)?.on === false ? `the model ${key} is switched off` : null;
    },
    alias: inTurn(async (name, alias, version) => {
      const model = find({ name, version });
      refuseAliasNamedLike(
        models.filter(({ card }) => card.name === name).map(({ card }) => card.version),
        name,
        alias,
      );
      const serving = lookUp({ name, version: null })?.card.version ?? null;
      const changes = moveAlias(serving, alias, model.card.version);
      await options.notes.alias(name, changes);
      aliases.set(name, { ...aliases.get(name), ...changes });
      found.clear();
    }),
    remove: inTurn(async (ref) => {
      const model = find(ref);
      const { name, version } = model.card;
      if (model.bundled) {
        throw failed(
          'BAD_REQUEST',
          `${name}@${version} came with Foredeck and cannot be removed; it can be switched off`,
        );
      }
      await options.notes.remove(name, version);
      removed.add(keyOf(model.card));
      found.clear();
      return model;
    }),
    restore: inTurn(async (ref) => {
      const gone = models.filter(({ card }) => card.name === ref.name && removed.has(keyOf(card)));
      const model = gone.find(({ card }) => ref.version === null || card.version === ref.version);
      if (!model) return find(ref);
      await options.notes.restore(model.card.name, model.card.version);
      removed.delete(keyOf(model.card));
      found.clear();
      return model;
    }),
    change: inTurn(async (model, changes) => {
      const { name, version } = model.card;
      const changed = { ...usualSettings, ...settings.get(keyOf(model.card)), ...changes };
      await options.notes.settings(name, version, changed);
      settings.set(keyOf(model.card), changed);
      current.set(model, changed);
      options.onSettings(model, changed);
    }),
    add(model) {
      found.clear();
      models.push(model);
      models.sort(byNameAndAge);
    },
    folders: (name) =>
      models
        .filter(({ card }) => card.name === name)
        .map((model) => ({ model, removed: removed.has(keyOf(model.card)) })),
    aliases: (name) => Object.keys(meantBy(name)),
  };
}

/** Makes a change wait for the one before it: each is made of what all before it have left. */
function oneAtATime() {
  let last: Promise<unknown> = Promise.resolve();
  return <Args extends unknown[], Result>(change: (...args: Args) => Promise<Result>) =>
    (...args: Args): Promise<Result> => {
      const mine = last.then(() => change(...args));
      last = mine.catch(() => undefined);
      return mine;
    };
}

function keyOf({ name, version }: { name: string; version: string }): string {
  return `${name}@${version}`;
}

function byNameAndAge(a: RegisteredModel, b: RegisteredModel): number {
  return (
    a.card.name.localeCompare(b.card.name) ||
    (a.importedAtMs ?? 0) - (b.importedAtMs ?? 0) ||
    a.card.version.localeCompare(b.card.version, 'en', { numeric: true })
  );
}

/** A name as it was asked for may be as long as a header. */
function cut(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

function unknownModel({ name, version }: ModelRef, known: readonly RegisteredModel[]) {
  if (version === previous && known[0]?.card.name === name) {
    return failed(
      'MODEL_NOT_FOUND',
      `there is nothing to go back to: no other version of ${name} has been the champion`,
    );
  }
  const names = known.map(({ card }) => keyOf(card)).join(', ');
  const asked = version === null ? cut(name) : `${cut(name)}@${cut(version)}`;
  return failed(
    'MODEL_NOT_FOUND',
    `there is no model ${asked}; there ${known.length === 1 ? 'is' : 'are'} ${names || 'none at all'}`,
  );
}

async function clearRemoved(options: RegistryOptions, notes: ModelNotes, removed: Set<string>) {
  for (const one of notes.removals) {
    // What stands in the store becomes part of a path here.
    const isPlain =
      modelNameSchema.safeParse(one.name).success && modelVersionSchema.safeParse(one.version).success;
    try {
      if (isPlain) {
        await rm(join(options.importedFolder, one.name, one.version), { recursive: true, force: true });
        // Its other versions keep the folder of the name.
        await rmdir(join(options.importedFolder, one.name)).catch(() => undefined);
      }
      await options.notes.forget(one.name, one.version);
      removed.delete(keyOf(one));
      notes.aliases = notes.aliases.filter(({ name, version }) => keyOf({ name, version }) !== keyOf(one));
    } catch (thrown) {
      options.onTrouble(toFailure(thrown));
    }
  }
}

function readBundled({ bundledFolder, samplesFolder }: RegistryOptions): RegisteredModel[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(bundledFolder, { withFileTypes: true });
  } catch {
    throw failed('MODEL_INVALID', 'the models that come with Foredeck are missing; install it again');
  }
  return entries
    .map((entry) => join(bundledFolder, entry.name))
    .filter((folder) => existsSync(join(folder, 'card.json')))
    .map((folder) => readBundledModel(folder, samplesFolder));
}

/** A folder that cannot be read is told of and left as it is. */
function readImported(
  { importedFolder, onTrouble }: RegistryOptions,
  bundled: readonly RegisteredModel[],
): RegisteredModel[] {
  const models: RegisteredModel[] = [];
  for (const name of folderNames(importedFolder)) {
    if (!modelNameSchema.safeParse(name).success) continue;
    for (const version of folderNames(join(importedFolder, name))) {
      if (!modelVersionSchema.safeParse(version).success) continue;
      try {
        if (bundled.some(({ card }) => card.name === name && sameName(card.version, version))) {
          throw failed(
            'MODEL_INVALID',
            `${name}@${version} now comes with Foredeck; the one that was imported under that name is left out`,
          );
        }
        models.push(readImportedModel(join(importedFolder, name, version), name, version));
      } catch (thrown) {
        onTrouble(toFailure(thrown));
      }
    }
  }
  return models;
}

function folderNames(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    );
  } catch {
    return [];
  }
}
