import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { ModelCard } from '../../src-main/contract/card.ts';
import type { Instance, ModelDetail } from '../../src-main/contract/models.ts';
import { root, workFolder } from './bundle.ts';

export interface ModelRows {
  /** Rows as a caller gives them, all different where the model comes with a table of held-out rows. */
  instances: Instance[];
  /** The same, at least, as a file. */
  table: string;
}

/** Rows that are given one by one. */
const instancesMax = 400;
/** A model without a table of its own is given its one example so often. */
const copies = 12;

/** Rows to measure a bundled model with: its sample, or the examples of its card. */
export function modelRows({ summary, card }: ModelDetail): ModelRows {
  const { sample } = summary;
  if (sample !== null && ['.csv', '.tsv'].includes(extname(sample))) {
    return { instances: readInstances(sample, card), table: sample };
  }
  const instance = exampleOf(card);
  const table = join(workFolder, `${card.name}.jsonl`);
  writeFileSync(table, `${JSON.stringify(instance)}\n`.repeat(copies));
  return { instances: Array.from({ length: copies }, () => instance), table };
}

function readInstances(path: string, card: ModelCard): Instance[] {
  const delimiter = extname(path) === '.tsv' ? '\t' : ',';
  const records = parse(readFileSync(path), { columns: true, delimiter, to: instancesMax }) as Record<
    string,
    string
  >[];
  return records.map((record) =>
    Object.fromEntries(card.inputs.map(({ name }) => [name, record[name] ?? null])),
  );
}

function exampleOf({ inputs }: ModelCard): Instance {
  return Object.fromEntries(
    inputs.map((input) => {
      if (input.type !== 'image') return [input.name, input.example ?? input.default ?? null];
      const picture = join(root, 'resources', 'samples', input.example ?? '');
      return [input.name, existsSync(picture) ? readFileSync(picture).toString('base64') : null];
    }),
  );
}
