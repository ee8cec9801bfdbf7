import { create } from 'zustand';
import {
  type Comparison,
  type Failure,
  failureOf,
  type ModelSummary,
  type TableDescription,
} from '../../src-main/contract/index.ts';
import { upload } from '../client/upload.ts';
import { percent } from '../ui/format/numbers.ts';
import { alikeIn, takesTheSame } from './alike.ts';
import { announce } from './announcer.ts';
import { client, platform } from './backend.ts';
import { nameOf } from './choices.ts';
import { modelKey, useModels } from './models.ts';
import { orderedAliases } from './modelWords.ts';

/** The rows to compare on: a table somewhere, looked at so that its columns can be chosen from. */
export type RowsState =
  | { kind: 'none' }
  | { kind: 'uploading'; name: string; share: number }
  | { kind: 'looking'; name: string }
  | { kind: 'ready'; table: TableDescription }
  | { kind: 'failed'; name: string; failure: Failure };

export type RunState =
  | { kind: 'none' }
  | { kind: 'running'; startedMs: number; stop: () => void }
  | { kind: 'done'; comparison: Comparison; rows: string }
  | { kind: 'failed'; failure: Failure };

/** One comparison of two versions, from the choice to what came of it. */
export const useComparison = create<{
  firstKey: string | null;
  secondKey: string | null;
  rows: RowsState;
  /** Column with what really happened; null = as the card of the first says. */
  truth: string | null;
  run: RunState;
}>(() => ({ firstKey: null, secondKey: null, rows: { kind: 'none' }, truth: null, run: { kind: 'none' } }));

/** Versions a version can be laid beside: those of its own name first, then others known to take the same features. */
export function comparable(models: readonly ModelSummary[], first: ModelSummary): ModelSummary[] {
  const { cards } = useModels.getState();
  const others = models.filter((model) => modelKey(model) !== modelKey(first));
  return [
    ...others.filter((model) => model.name === first.name),
    ...alikeIn(others, first).filter((model) => takesTheSame(cards, model, first)),
  ];
}

/** What stands beside a version unless something else is chosen: the champion, the challenger, the one before. */
export function usualSecond(models: readonly ModelSummary[], first: ModelSummary): ModelSummary | null {
  const own = comparable(models, first).filter((model) => model.name === first.name);
  const [alias] = orderedAliases(own.flatMap((model) => model.aliases));
  return own.find((model) => alias !== undefined && model.aliases.includes(alias)) ?? own[0] ?? null;
}

let generation = 0;

function stopRun() {
  const { run } = useComparison.getState();
  if (run.kind === 'running') run.stop();
}

/** Another version is looked at: what was said of the one before does not hold for it. */
export function compareFrom(first: ModelSummary, sample: string | null) {
  const { firstKey } = useComparison.getState();
  if (firstKey === modelKey(first)) return;
  stopRun();
  generation += 1;
  useComparison.setState({
    firstKey: modelKey(first),
    secondKey: null,
    rows: { kind: 'none' },
    truth: null,
    run: { kind: 'none' },
  });
  if (sample !== null) void lookAtRows(sample, generation);
}

export function compareWith(secondKey: string) {
  stopRun();
  useComparison.setState({ secondKey, run: { kind: 'none' } });
}

export function truthIn(column: string | null) {
  stopRun();
  useComparison.setState({ truth: column, run: { kind: 'none' } });
}

async function lookAtRows(path: string, mine: number) {
  const name = nameOf(path);
  useComparison.setState({ rows: { kind: 'looking', name }, truth: null });
  try {
    const table = await client().files.describe({ path });
    if (mine === generation) useComparison.setState({ rows: { kind: 'ready', table } });
  } catch (thrown) {
    if (mine === generation) {
      useComparison.setState({ rows: { kind: 'failed', name, failure: failureOf(thrown) } });
    }
  }
}

/** Takes the rows of a table; in a browser it is handed over first. */
export async function compareOn(source: File | string) {
  stopRun();
  generation += 1;
  const mine = generation;
  useComparison.setState({ run: { kind: 'none' } });
  const path = typeof source === 'string' ? source : platform().pathFor(source);
  if (path !== null) return lookAtRows(path, mine);
  if (typeof source === 'string') return;
  const { name } = source;
  const put = (share: number) => {
    if (mine === generation) useComparison.setState({ rows: { kind: 'uploading', name, share } });
  };
  put(0);
  try {
    const there = await upload(source, put, new AbortController().signal);
    if (mine === generation) await lookAtRows(there, mine);
  } catch (thrown) {
    if (mine === generation) {
      useComparison.setState({ rows: { kind: 'failed', name, failure: failureOf(thrown) } });
    }
  }
}

/** Measures both on the same rows. It can be stopped; what is not done then is not kept. */
export async function runComparison(one: ModelSummary, other: ModelSummary) {
  const first = { name: one.name, version: one.version };
  const second = { name: other.name, version: other.version };
  const { rows, truth } = useComparison.getState();
  if (rows.kind !== 'ready') return;
  stopRun();
  generation += 1;
  const mine = generation;
  const stopper = new AbortController();
  const stop = () => {
    stopper.abort();
    if (mine === generation) useComparison.setState({ run: { kind: 'none' } });
  };
  useComparison.setState({ run: { kind: 'running', startedMs: Date.now(), stop } });
  try {
    const comparison = await client().models.compare(
      { first, second, path: rows.table.path, truth },
      { signal: stopper.signal },
    );
    if (mine !== generation || stopper.signal.aborted) return;
    useComparison.setState({ run: { kind: 'done', comparison, rows: rows.table.name } });
    announce(`They agree on ${percent(comparison.agreement.share, 2)} of the rows`, 'comparison');
  } catch (thrown) {
    if (mine !== generation || stopper.signal.aborted) return;
    useComparison.setState({ run: { kind: 'failed', failure: failureOf(thrown) } });
  }
}
