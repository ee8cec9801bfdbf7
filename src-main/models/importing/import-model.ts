import { join } from 'node:path';
import type { ModelCard } from '../../contract/card.ts';
import { failed } from '../../contract/failure.ts';
import type { ImportFinding, ImportReport } from '../../contract/models.ts';
import { type RegisteredModel, readImportedModel } from '../model-folder.ts';
import { type AddRemote, addRemote, type AddRemoteOptions } from '../remote/add-remote.ts';
import { type ChangeToken, changeToken } from '../remote/change-token.ts';
import type { TakenModel } from './checker.ts';
import { chooseVersion, refuseClash, versionsAndAliases } from './choose-version.ts';
import { diskFailure } from './disk-failure.ts';
import { cutNameFinding, nameFromPath, refuseUnusableName } from './fit-name.ts';
import { copyTokenizer, inIncoming, putInPlace, versionFolders, writeText } from './incoming.ts';
import { makeCard } from './make-card.ts';
import { findModel, type ModelSource } from './model-source.ts';
import { answerPresent, findPresent } from './present-model.ts';
import { probeFinding } from './probe-finding.ts';
import { refuseAbandoned } from './refuse-abandoned.ts';
import { verdictOn } from './verdict.ts';

export interface ImportRequest {
  path: string;
  /** Null: the card's, or made from the file's name. */
  name: string | null;
  /** Null: the card's when it is free, else the next free number. */
  version: string | null;
}

export type ImporterOptions = AddRemoteOptions;

/** Takes models in, one at a time. What is not in its place yet is given up when `signal` is aborted. */
export type ImportModel = (request: ImportRequest, signal: AbortSignal) => Promise<RegisteredModel>;

export interface Importer {
  importModel: ImportModel;
  /** The same for a model that runs on another server. */
  addRemote: AddRemote;
  changeToken: ChangeToken;
  /** Resolves when no import is under way. */
  settled(): Promise<void>;
}

export function createImporter(options: ImporterOptions): Importer {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (take: () => Promise<RegisteredModel>): Promise<RegisteredModel> => {
    const mine = last.then(take).catch((thrown: unknown) => {
      throw diskFailure(thrown);
    });
    last = mine.catch(() => undefined);
    return mine;
  };
  return {
    importModel: (request, signal) => inTurn(() => importModel(request, options, signal)),
    addRemote: (request, signal) => inTurn(() => addRemote(request, options, signal)),
    changeToken: (model, token, signal) => inTurn(() => changeToken(model, token, options, signal)),
    async settled() {
      for (let waited: unknown = null; waited !== last; ) {
        waited = last;
        await last;
      }
    },
  };
}

/**
 * Checks a model, runs it once and gives it its folder. Nothing is left behind when it fails.
 * @throws INPUT_NOT_FOUND, MODEL_INVALID and BAD_REQUEST in one sentence; ENGINE_*; DISK_FULL; CANCELLED by the signal
 */
async function importModel(
  request: ImportRequest,
  options: ImporterOptions,
  signal: AbortSignal,
): Promise<RegisteredModel> {
  refuseAbandoned(signal);
  const startedMs = options.nowMs();
  const source = await findModel(request.path);
  const fallback = request.name ?? nameFromPath(source.kind === 'file' ? source.modelPath : source.folder);
  if (fallback === null && source.card === null) {
    throw failed('BAD_REQUEST', `${source.name} makes no name for a model; give one`, {
      details: { field: 'name', hint: 'On the command line: --name NAME' },
    });
  }
  return inIncoming(options.importedFolder, (folder) =>
    options.withChecker(async (checker) => {
      const modelPath = join(folder, 'model.onnx');
      const taken = await verdictOn(
        source.name,
        checker.take({
          path: source.modelPath,
          outPath: modelPath,
          tokenizerPath: source.tokenizerPath,
          configPath: source.configPath,
        }),
      );
      const made = makeCard(source, taken, fallback ?? 'model');
      const name = request.name ?? made.card.name;
      refuseUnusableName(name, 'name');
      const present = await findPresent(
        options.registry,
        { name, version: request.version },
        source,
        taken,
        made,
      );
      if (present) return answerPresent(options.registry, present, taken, startedMs);
      // What a card calls itself is its maker's word that it is one more version; a guess or a typed name may be wrong.
      if (!made.isNamed || request.name !== null) refuseClash(options.registry, name, made.card);
      const places = await versionFolders(options.importedFolder, name);
      const versions = [...versionsAndAliases(options.registry, name), ...places];
      const version = chooseVersion(versions, name, request.version, made);
      const card: ModelCard = { ...made.card, name, version };

      if (card.tokenizer) await copyTokenizer(source.folder, folder);
      const probe = await verdictOn(source.name, checker.probe({ modelPath, card }));
      const report: ImportReport = {
        atMs: startedMs,
        seconds: (options.nowMs() - startedMs) / 1000,
        source: source.name,
        sourceSha256: taken.sourceSha256,
        findings: [
          ...findingsOf(taken, source),
          ...made.findings,
          ...[cutNameFinding(source.name, name)].filter((finding) => finding !== null),
          probeFinding(probe),
        ],
      };
      await writeFiles(folder, source, card, { report, outline: taken.outline });
      refuseAbandoned(signal);
      const place = await putInPlace(folder, options.importedFolder, name, version);
      const model = readImportedModel(place, name, version);
      options.registry.add(model);
      return model;
    }, signal),
  );
}

/** Without those of the card that the graph alone would have made, when another one came with it. */
function findingsOf({ findings, draft }: TakenModel, source: ModelSource): ImportFinding[] {
  if (source.card === null || !draft.ok) return findings;
  const ofDraft = new Set(draft.findings.map(({ title, text }) => `${title}\n${text}`));
  return findings.filter(({ title, text }) => !ofDraft.has(`${title}\n${text}`));
}

async function writeFiles(
  folder: string,
  source: ModelSource,
  card: ModelCard,
  kept: { report: ImportReport; outline: TakenModel['outline'] },
): Promise<void> {
  await writeText(folder, 'card.json', `${JSON.stringify(card, null, 2)}\n`);
  await writeText(folder, 'import.json', `${JSON.stringify({ format: 1, ...kept }, null, 2)}\n`);
  if (source.readme !== null) await writeText(folder, 'README.md', source.readme);
}
