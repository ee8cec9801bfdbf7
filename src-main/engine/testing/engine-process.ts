import { writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { failed } from '../../contract/failure.ts';
import { startEngineProcess } from '../host/index.ts';

const held: Buffer[] = [];

/** An engine process that can also misbehave on demand. */
startEngineProcess((sessions) => ({
  'test.echo': (payload) => payload,
  'test.fail': () => {
    throw failed('INPUT_EMPTY', 'Nothing there.', { details: { file: 'a.csv', row: 3 } });
  },
  'test.unclonable': () => () => {},
  /** Blocks the thread as a run of the runtime does, after making a file that shows that it began. */
  'test.blockFrom': (path) => {
    writeFileSync(path as string, '');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },
  'test.block': (waitMs) => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, waitMs as number);
    return 'unblocked';
  },
  /** Works on while others are answered, and stops when cancelled. */
  'test.wait': async (waitMs, { signal }) => {
    await wait(waitMs as number, undefined, { signal });
    return 'waited';
  },
  /** Takes memory without ever giving the thread back. */
  'test.grow': () => {
    for (;;) held.push(Buffer.alloc(16 << 20, 1));
  },
  'test.crash': () => {
    process.kill(process.pid, 'SIGSEGV');
  },
  'test.inputs': (key) => sessions.get(key as string).inputs,
  'test.environment': () => ({ pid: process.pid, ppid: process.ppid, variables: Object.keys(process.env) }),
}));
