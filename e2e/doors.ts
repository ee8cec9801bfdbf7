import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { removeFolder } from '../scripts/testing/remove-folder.ts';
import { engineProcessUrl } from '../src-main/app/entries.ts';
import { runBatch } from '../src-main/batch/index.ts';
import type { ModelCard } from '../src-main/contract/card.ts';
import type { Instance, Prediction } from '../src-main/contract/models.ts';
import type { OnlineOperations } from '../src-main/online/messages.ts';
import {
  createEnginePool,
  type EngineHandle,
  forkOnNode,
  type TensorValue,
} from '../src-main/engine/client/index.ts';

/** A model under test: its card, and the file it is in. */
export interface TestedModel {
  card: ModelCard;
  modelPath: string;
}

/** The ways into one real engine process. */
export interface Doors extends AsyncDisposable {
  folder: string;
  handle: EngineHandle;
  load(model: TestedModel): Promise<void>;
  unload(model: TestedModel): Promise<void>;
  /** Scores a CSV file through the real runner; answers its records, named as in the header. */
  scoreCsv(model: TestedModel, csvPath: string, batchRows: number): Promise<Record<string, string>[]>;
  /** Scores named values, `batchRows` in a call. */
  predict(model: TestedModel, instances: Instance[], batchRows: number): Promise<Prediction[]>;
  /** One run of the session as it is. */
  run(
    model: TestedModel,
    feeds: Record<string, TensorValue>,
    outputs: readonly string[],
  ): Promise<Record<string, TensorValue>>;
}

export async function openDoors(): Promise<Doors> {
  const folder = mkdtempSync(join(tmpdir(), 'foredeck-doors-'));
  const engines = createEnginePool({ entryUrl: engineProcessUrl, size: 1, fork: forkOnNode });
  engines.start();
  const handle = await engines.ready();
  let runs = 0;

  return {
    folder,
    handle,
    load: async ({ card, modelPath }) => {
      await engines.loadSession({ key: card.sha256, modelPath, sha256: card.sha256 });
    },
    unload: ({ card }) => engines.unloadSession(card.sha256),
    async scoreCsv({ card }, csvPath, batchRows) {
      const id = `run-${++runs}`;
      const jobFolder = join(folder, id);
      mkdirSync(jobFolder);
      const outputPath = join(jobFolder, 'out.csv');
      const mapping = Object.fromEntries(card.inputs.map(({ name }) => [name, name]));
      const quiet = { checkpoint: () => Promise.resolve(), progress: () => undefined };
      await runBatch(
        {
          id,
          folder: jobFolder,
          input: { path: csvPath, format: 'csv' },
          output: { path: outputPath, format: 'csv', overwrite: false },
          partialPath: join(jobFolder, `.out.csv.${id}.partial`),
          card,
          sessionKey: card.sha256,
          mapping,
          missing: {},
          delimiter: ',',
          batchRows,
          checkpoint: null,
          startedAtMs: 0,
          ranBeforeMs: 0,
        },
        {
          engines: [handle],
          signal: new AbortController().signal,
          nowMs: Date.now,
          ...quiet,
          samples: 0,
          appVersion: 'test',
          engineVersion: 'test',
        },
      );
      const records = parse(readFileSync(outputPath), { columns: true, bom: true }) as Record<
        string,
        string
      >[];
      rmSync(jobFolder, { recursive: true });
      return records;
    },
    async predict({ card }, instances, batchRows) {
      const { inputs, tensors, tokenizer, rowsPerRun, outputs } = card;
      const predictions: Prediction[] = [];
      for (let from = 0; from < instances.length; from += batchRows) {
        const batch: Predict['payload'] = {
          model: {
            signatureId: card.name,
            signature: { inputs, tensors, tokenizer, rowsPerRun, outputs },
            sessionKey: card.sha256,
          },
          requests: [{ instances: instances.slice(from, from + batchRows), as: 'values' }],
        };
        const reply = await handle.call<Predict['result']>('online.predict', batch);
        if ('unknownSignature' in reply) throw new Error('the signature was sent along');
        const [answer] = reply.answers;
        if (answer === undefined || 'code' in answer) throw new Error(answer?.message);
        if (answer.kind === 'values') predictions.push(...answer.predictions);
      }
      return predictions;
    },
    run: ({ card }, feeds, outputs) => handle.call('session.run', { key: card.sha256, feeds, outputs }),
    async [Symbol.asyncDispose]() {
      await engines.stop();
      removeFolder(folder);
    },
  };
}

type Predict = OnlineOperations['online.predict'];

export type Cell = string | number | boolean | null;

/** Writes a table as people do: quotes where they are needed, nothing for what is missing. */
export function writeCsv(path: string, columns: readonly string[], rows: readonly (readonly Cell[])[]): void {
  const quoted = (cell: Cell) => {
    const text = cell === null ? '' : String(cell);
    return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  writeFileSync(path, [columns, ...rows].map((row) => `${row.map(quoted).join(',')}\n`).join(''));
}
