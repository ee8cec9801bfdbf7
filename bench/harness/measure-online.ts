import type { LoadReport } from '../load/load-messages.ts';
import type { Load } from './load.ts';
import { v2Bodies } from './online-rows.ts';

/** The model that all servers hold, and where they take requests for it. */
export const servedModel = 'mlp-30';
const inferPath = `/v2/models/${servedModel}/infer`;
const poolBodies = 4096;
const checkedRows = 64;
/** Sums in float32 in another order. */
const tolerance = 1e-5;

export interface Server {
  name: string;
  /** How it was set up, of a peer. */
  setting: string | null;
  port: number;
  headers: Record<string, string>;
  /** Before its turn: the same process measured in another way. */
  prepare(): Promise<void>;
}

export interface Measured extends LoadReport {
  server: string;
  setting: string | null;
  connections: number;
  round: number;
}

/** @throws when an answer was wrong: rates of wrong answers mean nothing */
export async function measureServer(
  load: Load,
  server: Server,
  {
    connections,
    round,
    ...times
  }: { connections: number; round: number; warmUpMs: number; durationMs: number },
): Promise<Measured> {
  await server.prepare();
  const report = await load.run({
    host: '127.0.0.1',
    port: server.port,
    path: inferPath,
    headers: server.headers,
    ...v2Bodies(poolBodies, round + 1),
    connections,
    perSecond: null,
    // The two outputs of one row.
    mustContain: '"shape":[1,2]',
    ...times,
  });
  if (report.firstWrong !== null) {
    throw new Error(
      `${server.name} gave wrong answers (${JSON.stringify(report.wrong)}): ${report.firstWrong}`,
    );
  }
  return { server: server.name, setting: server.setting, connections, round, ...report };
}

/**
 * Sends the same rows to all and compares their probabilities with those of the first; the one with no model is left out.
 * Answers how far the worst is apart. @throws when that is further than float32 explains
 */
export async function checkAnswers(servers: readonly Server[]): Promise<number> {
  const { bodies } = v2Bodies(checkedRows, 99);
  let most = 0;
  let reference: number[] | null = null;
  for (const server of servers.filter(({ name }) => name !== noModel)) {
    await server.prepare();
    const found: number[] = [];
    for (const body of bodies) {
      const answer = await fetch(`http://127.0.0.1:${server.port}${inferPath}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...server.headers },
        body,
      });
      const { outputs } = (await answer.json()) as { outputs: { name: string; data: number[] }[] };
      found.push(...(outputs.find(({ name }) => name === 'probabilities')?.data ?? []));
    }
    if (found.length !== checkedRows * 2) throw new Error(`${server.name} left probabilities out`);
    reference ??= found;
    for (const [index, value] of found.entries()) {
      most = Math.max(most, Math.abs(value - (reference[index] ?? Number.NaN)));
    }
    if (!(most <= tolerance)) throw new Error(`${server.name} differs by ${most}`);
  }
  return most;
}

export const noModel = 'no model';
export const batched = 'batched';
export const unbatched = 'unbatched';
