import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type RunningBackend, startBackend } from './backend.ts';
import { root, workFolder } from './bundle.ts';
import { batched, noModel, type Server, servedModel, unbatched } from './measure-online.ts';
import { v2Bodies } from './online-rows.ts';

export const largeModel = 'page-layout';

/** Our own servers: the product, measured with and without batches, and the same with no model behind it. */
export interface OnlineServers {
  servers: Server[];
  model: { name: string; path: string };
  backend: RunningBackend;
  port: number;
  stop(): Promise<void>;
}

export async function openOnlineServers(entry: string): Promise<OnlineServers> {
  const programFolder = join(workFolder, 'online-program');
  rmSync(programFolder, { recursive: true, force: true });
  mkdirSync(join(programFolder, 'models'), { recursive: true });
  const modelFolder = join(root, 'bench', 'models', servedModel);
  cpSync(modelFolder, join(programFolder, 'models', servedModel), { recursive: true });
  cpSync(join(root, 'models', largeModel), join(programFolder, 'models', largeModel), { recursive: true });

  const start = (name: string, instantOutputsJson: string | null): Promise<RunningBackend> => {
    const dataFolder = join(workFolder, `online-${name}`);
    rmSync(dataFolder, { recursive: true, force: true });
    const engines = instantOutputsJson === null ? {} : { idle: true };
    return startBackend(entry, { dataFolder, programFolder, http: { instantOutputsJson }, ...engines });
  };
  const backend = await start('product', null);
  try {
    const port = portOf(backend);
    const empty = await start('no-model', await oneAnswer(port));
    const setRows = async (rows: 'usual' | 1): Promise<void> => {
      await backend.client.online.settings({
        model: { name: servedModel, version: null },
        batching: { maxRows: rows === 1 ? 1 : usualRows },
      });
    };
    const usualRows = (await backend.client.online.view({ name: servedModel, version: null })).settings
      .batching.maxRows;
    const ours = { setting: null, port, headers: {} };
    return {
      backend,
      port,
      model: { name: servedModel, path: join(modelFolder, 'model.onnx') },
      servers: [
        { name: noModel, setting: null, port: portOf(empty), headers: {}, prepare: async () => {} },
        { name: batched, ...ours, prepare: () => setRows('usual') },
        { name: unbatched, ...ours, prepare: () => setRows(1) },
      ],
      async stop() {
        await empty.stop();
        await backend.stop();
      },
    };
  } catch (error) {
    await backend.stop();
    throw error;
  }
}

function portOf({ url }: RunningBackend): number {
  if (url === null) throw new Error('The backend listens nowhere');
  return Number(new URL(url).port);
}

/** The outputs of a real answer, as text: what is sent without a model has the same size. */
async function oneAnswer(port: number): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/v2/models/${servedModel}/infer`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: v2Bodies(1, 1).bodies[0] ?? '',
  });
  const text = await answer.text();
  const { outputs } = JSON.parse(text) as { outputs?: unknown };
  if (!answer.ok || outputs === undefined) throw new Error(`The server answered ${answer.status}: ${text}`);
  return JSON.stringify(outputs);
}
