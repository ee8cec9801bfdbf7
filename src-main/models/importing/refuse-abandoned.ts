import { failed } from '../../contract/failure.ts';

/** Nothing is put in its place for somebody who has left. @throws CANCELLED */
export function refuseAbandoned(signal: AbortSignal): void {
  if (signal.aborted) throw failed('CANCELLED', 'Cancelled.');
}
