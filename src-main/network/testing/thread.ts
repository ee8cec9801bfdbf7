import { lookup } from 'node:dns/promises';
import { connect } from 'node:net';
import { parentPort } from 'node:worker_threads';
import { toFailure } from '../../contract/failure.ts';
import { guardThisThread } from '../threads.ts';

// A thread that tries three ways out to the address it is sent, and says how each ended.
guardThisThread();
parentPort?.on('message', (address: string) => void tryAll(address));

async function tryAll(address: string): Promise<void> {
  const tries = [
    new Promise<unknown>((_, reject) => connect(443, address).once('error', reject)),
    fetch(`http://${address}/`),
    lookup('example.org'),
  ];
  const [net, fetched, dns] = (await Promise.allSettled(tries)).map((ended) =>
    ended.status === 'rejected' ? toFailure(ended.reason).code : 'got out',
  );
  parentPort?.postMessage({ net, fetch: fetched, dns });
}
