import { failed } from '../../contract/failure.ts';
import type { CellBlock } from '../../domain/encoding/row-encoder.ts';
import { isKnown } from '../answers.ts';
import { judgeOf } from '../judges/judge-of.ts';
import type { CompareOutcome, CompareRequest } from '../messages.ts';
import type { CompareWork } from '../work.ts';
import { loadInTurns } from './load-in-turns.ts';
import { batchRows, measureBatches } from './measure-batches.ts';
import { measureSingleRows } from './measure-single-rows.ts';
import { openSide } from './side.ts';
import { truthReader } from './truth.ts';
import { takeTurns } from './turns.ts';

/**
 * The call `model.compare`: two models answer the same rows, turn and turn about in one process.
 * @throws FailureError BAD_REQUEST when there is nothing to lay beside each other; CANCELLED; what the table, the
 * models or a run fail with
 */
export function compareOperation(
  work: CompareWork,
): (request: CompareRequest, signal: AbortSignal) => Promise<CompareOutcome> {
  return async (request, signal) => {
    const { open, loadMs, memoryBytes } = await loadInTurns(work, request.sides, signal);
    try {
      const sides = [
        await openSide(request.sides[0], open[0]),
        await openSide(request.sides[1], open[1]),
      ] as const;
      const turns = takeTurns(sides, signal);
      const { table, truth } = request;
      async function* passes(): AsyncGenerator<CellBlock, void, void> {
        const opened = await work.openTable(table, signal);
        try {
          yield* opened.blocks;
        } finally {
          await opened.close();
        }
      }

      const outputs = [request.sides[0].signature.outputs, request.sides[1].signature.outputs] as const;
      const judge = judgeOf(outputs);
      const happened = truth && truthReader(truth, outputs[0]);
      let rows = 0;
      let compared = 0;
      let known = 0;
      let rejection: string | null = null;
      const rates = await measureBatches({
        passes,
        turns,
        rows: request.rows,
        batchRows: batchRows(request.rowsExpected, Math.min(sides[0].capacity, sides[1].capacity)),
        timeLimitMs: request.timeLimitMs,
        onBatch(block, said) {
          rows += block.rows;
          rejection ??= said[0].rejection ?? said[1].rejection;
          for (let row = 0; row < block.rows; row++) {
            if (!said[0].accepted[row] || !said[1].accepted[row]) continue;
            compared++;
            const what = happened ? happened.read(block, row) : Number.NaN;
            if (isKnown(what)) known++;
            judge.take(said, row, what, rows - block.rows + row + 1);
          }
        },
      });
      refuseNothing(request, { rows, compared, rejection });
      if (truth?.asked && known === 0) throw saysNothing(request, happened?.strange ?? null);
      const alone = await measureSingleRows(passes, turns);
      const { agreement, disagreements, differences, metrics } = judge.verdict();
      const outcomeOf = (side: 0 | 1) => ({
        loadMs: loadMs[side],
        memoryBytes: memoryBytes[side],
        rowsPerSecond: rates[side],
        p50Ms: alone[side]?.p50Ms ?? Number.NaN,
        p99Ms: alone[side]?.p99Ms ?? Number.NaN,
        metrics: metrics[side],
      });
      return {
        rows,
        rejected: rows - compared,
        truthKnown: known > 0,
        agreement,
        disagreements,
        differences,
        sides: [outcomeOf(0), outcomeOf(1)],
      };
    } finally {
      await Promise.all(open.map((model) => model.close()));
    }
  };
}

function refuseNothing(
  { table }: CompareRequest,
  { rows, compared, rejection }: { rows: number; compared: number; rejection: string | null },
): void {
  const details = { file: table.name };
  if (rows === 0) throw failed('INPUT_EMPTY', `${table.name} has no rows to compare on`, { details });
  if (compared > 0) return;
  const which =
    rows === 1
      ? `the one row of ${table.name} could not be scored by both models`
      : `none of the ${rows} rows of ${table.name} could be scored by both models; the first was rejected`;
  throw failed('BAD_REQUEST', `${which}: ${rejection}`, { details });
}

function saysNothing({ table, truth, sides }: CompareRequest, strange: string | null) {
  const { outputs } = sides[0].signature;
  const asNumber = outputs.kind === 'regression' || truth?.positiveAbove !== null;
  const wanted =
    outputs.kind === 'detection'
      ? 'boxes: [{"label": …, "box": [left, top, width, height]}]'
      : asNumber
        ? 'a number'
        : `one of ${outputs.labels.slice(0, 8).join(', ')}`;
  const found = strange === null ? 'it is empty' : `it holds "${strange.slice(0, 40)}"`;
  return failed(
    'BAD_REQUEST',
    `the column ${truth?.name} of ${table.name} does not say what happened: ${found}, and it should hold ${wanted}`,
    { details: { file: table.name, column: truth?.name } },
  );
}
