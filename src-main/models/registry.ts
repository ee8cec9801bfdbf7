import { type Dirent, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { failed } from '../contract/failure.ts';
import { type ModelCard, modelCardSchema } from '../contract/card.ts';
import { type ModelRef, type ModelSummary } from '../contract/models.ts';

export interface RegisteredModel {
  card: ModelCard;
  modelPath: string;
  summary: ModelSummary;
}

export interface ModelRegistry {
  list(): RegisteredModel[];
  /** @throws MODEL_NOT_FOUND, saying which there are */
  find(ref: ModelRef): RegisteredModel;
}

/**
 * The models that come with the product: one folder each with `model.onnx` and `card.json`. A folder without a card is
 * no model; a card that is wrong or contradicts itself is a fault of the installation and throws MODEL_INVALID.
 */
export function openRegistry(options: { bundledFolder: string; samplesFolder: string }): ModelRegistry {
  const models = entriesOf(options.bundledFolder)
    .filter(
      (entry) => entry.isDirectory() && existsSync(join(options.bundledFolder, entry.name, 'card.json')),
    )
    .map((entry) => readModel(join(options.bundledFolder, entry.name), options.samplesFolder))
    .sort((a, b) => a.card.name.localeCompare(b.card.name));
  return {
    list: () => models,
    find({ name, version }) {
      const versions = models.filter((model) => model.card.name === name);
      const found =
        version === null ? versions.at(-1) : versions.find((model) => model.card.version === version);
      if (found) return found;
      const known = versions.length > 0 ? versions : models;
      const names = known.map(({ card }) => `${card.name}@${card.version}`).join(', ');
      throw failed(
        'MODEL_NOT_FOUND',
        `there is no model ${name}${version === null ? '' : `@${version}`}; there ${known.length === 1 ? 'is' : 'are'} ${names || 'none at all'}`,
      );
    },
  };
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    throw failed('MODEL_INVALID', 'the models that come with Foredeck are missing; install it again');
  }
}

function readModel(folder: string, samplesFolder: string): RegisteredModel {
  const card = parseCard(readFileSync(join(folder, 'card.json'), 'utf8'), folder);
  const modelPath = join(folder, 'model.onnx');
  const size = statSync(modelPath, { throwIfNoEntry: false })?.size;
  if (size === undefined) {
    throw failed(
      'MODEL_INVALID',
      `model.onnx of ${card.name}@${card.version} is missing; install Foredeck again`,
    );
  }
  const sample = join(samplesFolder, `${card.name}.csv`);
  return {
    card,
    modelPath,
    summary: {
      name: card.name,
      version: card.version,
      title: card.title,
      summary: card.summary,
      task: card.task,
      inputs: card.inputs.length,
      sizeBytes: size,
      sha256: card.sha256,
      bundled: true,
      sample: existsSync(sample) ? sample : null,
      aliases: [],
      importedAtMs: null,
      residency: {
        state: 'asleep',
        on: true,
        pinned: false,
        instances: 0,
        instancesWanted: null,
        memoryBytes: null,
        loadMs: null,
        lastUsedMs: null,
        provider: null,
        note: null,
      },
    },
  };
}

/** Reads a card and checks that its parts agree. @throws MODEL_INVALID in words */
export function parseCard(text: string, folder: string): ModelCard {
  const invalid = (what: string) =>
    failed('MODEL_INVALID', `card.json of ${folder.split(/[\\/]/u).at(-1)}: ${what}`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
  const read = modelCardSchema.safeParse(json);
  if (!read.success) throw invalid(z.prettifyError(read.error));
  const card = read.data;
  const names = new Set(card.inputs.map((input) => input.name));
  if (names.size !== card.inputs.length) throw invalid('two inputs have the same name');
  for (const tensor of card.tensors) {
    for (const feature of tensor.kind === 'features' ? tensor.features : [tensor.feature]) {
      if (!names.has(feature))
        throw invalid(`tensor "${tensor.name}" takes a feature "${feature}" that is no input`);
    }
  }
  const { outputs } = card;
  if (outputs.kind === 'classification' && outputs.positive && !outputs.labels.includes(outputs.positive)) {
    throw invalid(`the positive class "${outputs.positive}" is not one of its labels`);
  }
  return card;
}
