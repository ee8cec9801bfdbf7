import { resolve } from 'node:path';
import type { CompareOutcome, CompareRequest, ModelFile } from '../compare/index.ts';
import type { ModelCard } from '../contract/card.ts';
import type { TableDescription } from '../contract/files.ts';
import type { Comparison, ModelRef } from '../contract/models.ts';
import { planComparison } from './plan-comparison.ts';

/** A model that is held for a comparison. */
export interface HeldModel {
  card: ModelCard;
  file: ModelFile;
  remote: Comparison['sides'][0]['remote'];
  sizeBytes: number;
  release(): void;
}

export interface CompareServiceOptions {
  /** @throws FailureError MODEL_NOT_FOUND, MODEL_OFF, or what its load fails with */
  hold(ref: ModelRef, signal: AbortSignal): Promise<HeldModel>;
  describe(path: string): Promise<TableDescription>;
  /** The table as delimited text: itself, or a copy for as long as `use` takes. */
  asText<T>(
    table: TableDescription,
    signal: AbortSignal,
    use: (text: CompareRequest['table']) => Promise<T>,
  ): Promise<T>;
  /** Carries a comparison out in an engine process. */
  measure(request: CompareRequest, signal: AbortSignal): Promise<CompareOutcome>;
}

export interface CompareCall {
  first: ModelRef;
  second: ModelRef;
  path: string;
  truth: string | null;
  rows: number;
}

/** After so long no further rows are read: whoever asked is waiting. */
const timeLimitMs = 60_000;

export type CompareService = ReturnType<typeof createCompareService>;

/** Two models on the same rows. One comparison at a time, as they would slow each other down. */
export function createCompareService(options: CompareServiceOptions) {
  const { hold, describe, asText, measure } = options;
  let last: Promise<unknown> = Promise.resolve();

  async function compare(call: CompareCall, signal: AbortSignal): Promise<Comparison> {
    const table = await describe(resolve(call.path));
    const first = await hold(call.first, signal);
    try {
      const second = await hold(call.second, signal);
      try {
        const { models, truth } = planComparison([first.card, second.card], table, call.truth);
        const outcome = await asText(table, signal, (text) =>
          measure(
            {
              table: text,
              rows: call.rows,
              rowsExpected: Math.min(call.rows, table.survey.rowsEstimate),
              timeLimitMs,
              truth,
              sides: [
                { ...first.file, ...models[0] },
                { ...second.file, ...models[1] },
              ],
            },
            signal,
          ),
        );
        return comparisonOf(outcome, [first, second], truth?.name ?? null);
      } finally {
        second.release();
      }
    } finally {
      first.release();
    }
  }

  return {
    /**
     * @throws FailureError what finding the models, reading the table or laying them beside each other fails with;
     * CANCELLED by the signal
     */
    compare(call: CompareCall, signal: AbortSignal): Promise<Comparison> {
      const result = last.then(() => compare(call, signal));
      last = result.catch(() => undefined);
      return result;
    },
  };
}

function comparisonOf(
  { sides, truthKnown, rows, rejected, agreement, disagreements, differences }: CompareOutcome,
  models: readonly [HeldModel, HeldModel],
  truth: string | null,
): Comparison {
  const sideOf = (side: 0 | 1) => {
    const { card, sizeBytes, remote } = models[side];
    // A small model fits into what the process has left over: then nothing was measured, and nothing is said.
    const measured = sides[side].memoryBytes;
    const memoryBytes = remote || measured < sizeBytes ? null : measured;
    return { name: card.name, version: card.version, remote, sizeBytes, ...sides[side], memoryBytes };
  };
  return {
    rows,
    rejected,
    truth: truthKnown ? truth : null,
    sides: [sideOf(0), sideOf(1)],
    agreement,
    disagreements,
    differences,
  };
}
