import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Answers } from '../answers.ts';
import { failed } from '../../contract/failure.ts';
import type { CellBlock } from '../../domain/encoding/row-encoder.ts';
import type { Side } from './side.ts';

/** Lets both models answer the same rows, one after the other, and says how long each took in milliseconds. */
export type TakeTurns = (block: CellBlock) => Promise<{ said: [Answers, Answers]; tookMs: [number, number] }>;

/**
 * Who goes first changes every time, so that a machine that slows down slows both. Between two turns the process can
 * take messages, so that a wish to cancel is heard. @throws CANCELLED
 */
export function takeTurns([first, second]: readonly [Side, Side], signal: AbortSignal): TakeTurns {
  let turn = 0;
  const timed = async (side: Side, block: CellBlock): Promise<[Answers, number]> => {
    const startedMs = performance.now();
    const said = await side.answer(block);
    return [said, performance.now() - startedMs];
  };
  return async (block) => {
    await nextTurn();
    if (signal.aborted) throw failed('CANCELLED', 'Cancelled.');
    if (turn++ % 2 === 0) {
      const [firstSaid, firstMs] = await timed(first, block);
      const [secondSaid, secondMs] = await timed(second, block);
      return { said: [firstSaid, secondSaid], tookMs: [firstMs, secondMs] };
    }
    const [secondSaid, secondMs] = await timed(second, block);
    const [firstSaid, firstMs] = await timed(first, block);
    return { said: [firstSaid, secondSaid], tookMs: [firstMs, secondMs] };
  };
}
