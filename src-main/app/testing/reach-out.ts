import { lookup } from 'node:dns/promises';
import { connect } from 'node:net';
import { toFailure } from '../../contract/failure.ts';

/** Kept for documentation (RFC 5737): no machine has it. */
const far = '198.51.100.7';

const ways = {
  net: () => failing(connect(443, far)),
  fetch: () => fetch(`http://${far}/`),
  dns: () => lookup('example.org'),
  /** A name that leads to a closed port of this machine: whether it is let through can be seen without leaving it. */
  mapped: () =>
    failing(
      connect({
        port: 1,
        host: 'peer.test',
        autoSelectFamily: false,
        lookup: (_name, _options, done) => done(null, '127.0.0.1', 4),
      }),
    ),
};
export type Way = keyof typeof ways;
export const allWays: Way[] = ['net', 'fetch', 'dns', 'mapped'];

/** What a test asks of a process, and its answer. */
export type ReachOut = { kind: 'test.reach'; by: Way[] };
export type Reached = { kind: 'test.reached'; codes: string[] };

/** Tries ways out, and says for each the code it failed with. */
export function reachOut(by: readonly Way[]): Promise<string[]> {
  return Promise.all(
    by.map((way) =>
      ways[way]().then(
        () => 'reached',
        (error: unknown) => (error as NodeJS.ErrnoException).code ?? toFailure(error).code,
      ),
    ),
  );
}

function failing(socket: NodeJS.EventEmitter): Promise<never> {
  return new Promise((_, reject) => socket.once('error', reject));
}

/** Has this process try when it is asked to. */
export function reachOutWhenAsked(): void {
  process.on('message', (message: ReachOut) => {
    if (message.kind !== 'test.reach') return;
    void reachOut(message.by).then((codes) =>
      process.send?.({ kind: 'test.reached', codes } satisfies Reached),
    );
  });
}
