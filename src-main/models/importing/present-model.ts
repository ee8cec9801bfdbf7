import { basename } from 'node:path';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { ModelCard } from '../../contract/card.ts';
import type { ImportFinding, ModelRef } from '../../contract/models.ts';
import { tokenizerBytesMax } from '../../domain/encoding/tokens.ts';
import type { RegisteredModel } from '../model-folder.ts';
import type { ModelRegistry } from '../registry.ts';
import type { TakenModel } from './checker.ts';
import type { MadeCard } from './make-card.ts';
import type { ModelSource } from './model-source.ts';
import { readSmallText } from './read-with-care.ts';

/** The version that an import would only make again, or null. */
export async function findPresent(
  registry: ModelRegistry,
  wanted: ModelRef,
  source: ModelSource,
  taken: TakenModel,
  made: MadeCard,
): Promise<RegisteredModel | null> {
  for (const model of likeModels(registry, wanted, taken, made)) {
    if (await hasSameFiles(model, source)) return model;
  }
  return null;
}

/**
 * Versions of that name made of the very same file, with a card that says the same. Another version that was asked for
 * is made all the same.
 */
function likeModels(
  registry: ModelRegistry,
  { name, version }: ModelRef,
  { sha256, sourceSha256 }: TakenModel,
  made: MadeCard,
): RegisteredModel[] {
  const models = registry.folders(name).map(({ model }) => model);
  return models.filter(({ card, report }) => {
    const isSame = card.sha256 === sha256 || report?.sourceSha256 === sourceSha256;
    return (
      isSame &&
      (version === null || card.version === version) &&
      whatItSays(card, made) === whatItSays(made.card, made)
    );
  });
}

/** All of a card but what an import gives it. */
function whatItSays(card: ModelCard, { isNamed }: MadeCard): string {
  const given = isNamed ? {} : { title: '', summary: '' };
  return JSON.stringify({ ...card, name: '', version: '', sha256: '', ...given });
}

/**
 * Whether the files of a version are whole, and its tokenizer is the one that lies beside the model that is imported now.
 * What was deleted or changed behind the program's back is to be imported anew, not to be answered with.
 */
async function hasSameFiles(
  { card, folder, modelPath }: RegisteredModel,
  source: ModelSource,
): Promise<boolean> {
  try {
    const hash = createHash('sha256');
    await pipeline(createReadStream(modelPath), hash);
    if (hash.digest('hex') !== card.sha256) return false;
    if (!card.tokenizer) return true;
    const { file } = card.tokenizer;
    const tokenizerIn = (place: string) => readSmallText(place, file, tokenizerBytesMax);
    const [own, given] = await Promise.all([tokenizerIn(folder), tokenizerIn(source.folder)]);
    return own !== null && own === given;
  } catch {
    return false;
  }
}

/** What an import answers instead of making it again: that version, back on the list if it was taken off. */
export async function answerPresent(
  registry: ModelRegistry,
  model: RegisteredModel,
  taken: TakenModel,
  atMs: number,
): Promise<RegisteredModel> {
  const { name, version } = model.card;
  const wasRemoved = registry.folders(name).some((one) => one.model === model && one.removed);
  if (wasRemoved) await registry.restore({ name, version });
  const finding: ImportFinding = {
    level: 'look',
    title: 'Here already',
    text: `the same file is ${name}@${version}${wasRemoved ? ', which is on the list again' : ''}`,
  };
  const report = model.report ?? {
    atMs,
    seconds: 0,
    source: basename(model.folder),
    sourceSha256: taken.sourceSha256,
    findings: taken.findings,
  };
  return { ...model, report: { ...report, findings: [finding, ...report.findings] } };
}
