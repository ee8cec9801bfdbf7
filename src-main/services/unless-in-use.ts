import { toFailure } from '../contract/failure.ts';

/** For unloads of what goes to sleep by itself when it is no longer at work. */
export function unlessInUse(thrown: unknown): void {
  if (toFailure(thrown).code !== 'MODEL_IN_USE') throw thrown;
}
