import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { LoadReport } from '../load/load-messages.ts';
import { root } from './bundle.ts';
import type { Load } from './load.ts';
import { startLoad } from './load.ts';
import type { LoopDelay } from './backend-messages.ts';
import { v2Bodies } from './online-rows.ts';
import { servedModel } from './measure-online.ts';
import { largeModel, type OnlineServers } from './online-servers.ts';

const smallPerSecond = 200;
const smallConnections = 8;
const largeConnections = 4;
const pictures = 32;

export interface Beside {
  round: number;
  /** The small model, asked at a steady pace, alone and while the large one runs flat out. */
  quiet: LoadReport;
  small: LoadReport;
  large: LoadReport;
  /** Of the process that serves, and through which the console speaks, meanwhile. */
  loop: LoopDelay;
}

/** What the small model's callers and the console notice of the large model. */
export async function measureBeside(
  { backend, port, servers }: OnlineServers,
  load: Load,
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<Beside[]> {
  await servers.find(({ name }) => name === 'batched')?.prepare();
  const times = { warmUpMs: 1_000, durationMs: seconds * 1000 };
  const askSmall = (seed: number): Promise<LoadReport> =>
    load.run({
      host: '127.0.0.1',
      port,
      path: `/v2/models/${servedModel}/infer`,
      headers: {},
      ...v2Bodies(1024, seed),
      connections: smallConnections,
      perSecond: smallPerSecond,
      mustContain: '"shape":[1,2]',
      ...times,
    });
  const second = startLoad();
  try {
    const bodies = pageBodies();
    const measured: Beside[] = [];
    for (let round = 0; round < rounds; round++) {
      const quiet = await askSmall(2 * round);
      const flatOut = second.run({
        host: '127.0.0.1',
        port,
        path: `/v1/models/${largeModel}:predict`,
        headers: {},
        bodies,
        fresh: null,
        connections: largeConnections,
        perSecond: null,
        mustContain: '"prediction":[',
        ...times,
      });
      backend.startLoopDelay();
      const small = await askSmall(2 * round + 1);
      const loop = await backend.loopDelay();
      const large = await flatOut;
      for (const [what, { firstWrong, wrong }] of Object.entries({ quiet, small, large })) {
        if (firstWrong !== null) {
          throw new Error(`${what}: wrong answers (${JSON.stringify(wrong)}): ${firstWrong}`);
        }
      }
      measured.push({ round, quiet, small, large, loop });
    }
    return measured;
  } finally {
    second.stop();
  }
}

/** Requests for one page each, from the model's held-out sample. */
function pageBodies(): string[] {
  const sample = join(root, 'resources', 'samples', `${largeModel}.csv`);
  const rows = parse(readFileSync(sample), { columns: true, bom: true, to: pictures }) as Record<
    string,
    string
  >[];
  const card = JSON.parse(readFileSync(join(root, 'models', largeModel, 'card.json'), 'utf8')) as {
    inputs: { name: string }[];
  };
  return rows.map((row) =>
    JSON.stringify({
      instances: [Object.fromEntries(card.inputs.map(({ name }) => [name, row[name] ?? null]))],
    }),
  );
}
