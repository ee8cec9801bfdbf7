import { failed } from '../contract/failure.ts';
import type { HeldModel } from './engine-seat.ts';
import type { GraphPorts } from './messages.ts';

const deadlineMs = 60_000;

/** What the graph of a loaded model takes and gives: the first work that is asked of it. @throws what the call throws */
export async function portsOf(held: HeldModel, title: string): Promise<GraphPorts> {
  const [seat] = held.seats();
  if (!seat)
    throw failed('ENGINE_CRASHED', `No engine process holds ${title} any more.`, { retryable: true });
  const { signal } = new AbortController();
  return seat.call<GraphPorts>('online.ports', { sessionKey: held.sessionKey }, { signal, deadlineMs });
}
