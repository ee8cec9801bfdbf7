import { percent } from './batch-report.ts';
import { median, printTable } from './machine.ts';
import type { ColdStart, LoadedModel, ModelSpeed } from './measure-model.ts';

export interface MeasuredModel {
  model: string;
  version: string;
  sizeMb: number;
  /** As the command `predict` starts the program, and as the console does. */
  coldStarts: ColdStart[];
  consoleStarts: ColdStart[];
  loads: LoadedModel[];
  speeds: ModelSpeed[];
}

/** Prints two tables: what a cold start is made of, and what a loaded model does. False when a first prediction is late. */
export function reportModels(measured: readonly MeasuredModel[], firstPredictionMs: number): boolean {
  console.log('\nFrom the start of the program to the first prediction, milliseconds (medians):\n');
  printTable([
    ['', 'first prediction', 'open', 'queue', 'encode', 'run', 'decode', 'CPU', 'by the console'],
    ...measured.map(({ model, coldStarts, consoleStarts }) => {
      const of = (value: (start: ColdStart) => number): string => median(coldStarts.map(value)).toFixed(0);
      return [
        model,
        of(({ totalMs }) => totalMs),
        of(({ openMs }) => openMs),
        of(({ timing }) => timing.queue),
        of(({ timing }) => timing.encode),
        of(({ timing }) => timing.infer),
        of(({ timing }) => timing.decode),
        of(({ cpuMs }) => cpuMs),
        median(consoleStarts.map(({ totalMs }) => totalMs)).toFixed(0),
      ];
    }),
  ]);
  console.log('\nLoading it into a process that has loaded nothing, and what it does then (medians):\n');
  printTable([
    [
      '',
      'file MB',
      'load ms',
      'weight MB',
      'process MB',
      'rows/s',
      'row p50 ms',
      'row p99 ms',
      'call p50 ms',
    ],
    ...measured.map(({ model, sizeMb, loads, speeds }) => {
      const loaded = (value: (load: LoadedModel) => number): number => median(loads.map(value));
      const fast = (value: (speed: ModelSpeed) => number): number => median(speeds.map(value));
      return [
        model,
        sizeMb.toFixed(1),
        loaded(({ loadMs }) => loadMs).toFixed(0),
        loaded(({ weightMb }) => weightMb).toFixed(1),
        `${loaded(({ processMb }) => processMb.before).toFixed(0)}/${loaded(({ processMb }) => processMb.after).toFixed(0)}`,
        Math.round(fast(({ rowsPerSecond }) => rowsPerSecond)).toLocaleString('en-US'),
        fast(({ rowP50Ms }) => rowP50Ms).toFixed(3),
        fast(({ rowP99Ms }) => rowP99Ms).toFixed(3),
        fast(({ callP50Ms }) => callP50Ms).toFixed(2),
      ];
    }),
  ]);
  const starts = measured.flatMap(({ coldStarts }) => coldStarts);
  console.log(
    `\nOthers used ${percent(median(starts.map(({ othersShare }) => othersShare)))} of the busy processor time during the cold starts.`,
  );
  const late = measured.filter(
    ({ coldStarts }) => median(coldStarts.map(({ totalMs }) => totalMs)) > firstPredictionMs,
  );
  for (const { model, coldStarts } of late) {
    const takenMs = median(coldStarts.map(({ totalMs }) => totalMs));
    console.log(
      `short: ${model}'s first prediction took ${takenMs.toFixed(0)} ms, asked ${firstPredictionMs}`,
    );
  }
  return late.length === 0;
}
