import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { root } from './bundle.ts';

/** Seconds that all processors were busy since the system started, whoever used them. */
export function busySeconds(): number {
  const busyMs = cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
  return busyMs / 1000;
}

/** Share of the processors that is in use over so long a time, by whoever. */
export async function busyShare(ms: number): Promise<number> {
  const before = busySeconds();
  const atMs = performance.now();
  await new Promise((resolve) => void setTimeout(resolve, ms));
  return (busySeconds() - before) / (((performance.now() - atMs) / 1000) * availableParallelism());
}

/** Processor seconds of a process so far, 0 where there is no /proc or it has ended (proc(5): utime and stime in ticks). */
export function cpuSeconds(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}

function git(...args: string[]): string {
  try {
    return execFileSync('git', args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return '';
  }
}

/** Where and on what a benchmark ran: without names of machines. */
export function machine() {
  return {
    at: new Date().toISOString(),
    commit: git('rev-parse', '--short', 'HEAD') || null,
    changed: git('status', '--porcelain', '--untracked-files=no') !== '',
    platform: `${process.platform}-${process.arch}`,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1e9),
    loadAverage: loadavg()[0] ?? 0,
    node: process.versions.node,
    onnxruntime: packageJson.dependencies['onnxruntime-node'],
    foredeck: packageJson.version,
  };
}

/** Writes bench/results/<name>.json and says where. */
export function writeResults(name: string, results: object): void {
  const folder = join(root, 'bench', 'results');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.json`);
  writeFileSync(path, `${JSON.stringify({ benchmark: name, machine: machine(), ...results }, null, 2)}\n`);
  console.log(`\nWritten to bench/results/${name}.json`);
}

/** Prints rows of cells in columns, the first row as the heading; all but the first column aligned to the right. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const [index, row] of rows.entries()) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    console.log(cells.join('  '));
    if (index === 0) console.log(widths.map((width) => '─'.repeat(width)).join('  '));
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
