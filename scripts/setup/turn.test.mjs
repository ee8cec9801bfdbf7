import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { capture } from './child.mjs';
import { inTurn } from './turn.mjs';

let folder;
let lock;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'foredeck turn-'));
  lock = join(folder, 'below', 'work.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const deadPid = 2 ** 22 + 1;
const heldBy = (pid, host) =>
  inTurn(lock, async () => {}).then(() => writeFileSync(lock, JSON.stringify({ pid, host })));

describe('inTurn', () => {
  it('lets processes that start together work one after the other', async () => {
    const log = join(folder, 'log');
    const script = `
      import { appendFileSync } from 'node:fs';
      import { inTurn } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'turn.mjs')).href)};
      await inTurn(${JSON.stringify(lock)}, async () => {
        appendFileSync(${JSON.stringify(log)}, 'in ');
        await new Promise((resolve) => setTimeout(resolve, 50));
        appendFileSync(${JSON.stringify(log)}, 'out ');
      }, { pollMs: 5 });`;
    const runs = Array.from({ length: 4 }, () =>
      capture(process.execPath, ['--input-type=module', '-e', script]),
    );
    for (const run of await Promise.all(runs)) expect(run).toEqual({ code: 0, output: '' });
    expect(readFileSync(log, 'utf8')).toBe('in out '.repeat(4));
    expect(existsSync(lock)).toBe(false);
  });

  it('frees the turn when the work fails', async () => {
    await expect(inTurn(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(lock)).toBe(false);
  });

  it('takes over from a process that died', async () => {
    await heldBy(deadPid, hostname());
    await expect(inTurn(lock, async () => 'done')).resolves.toBe('done');
  });

  it('takes over from a holder that fell silent, even if its number is in use', async () => {
    await heldBy(process.pid, hostname());
    const longAgo = Date.now() / 1000 - 120;
    utimesSync(lock, longAgo, longAgo);
    await expect(inTurn(lock, async () => 'done')).resolves.toBe('done');
  });

  it('waits for one that works on another machine', async () => {
    await heldBy(deadPid, 'elsewhere');
    let waited = 0;
    const onWait = () => {
      waited += 1;
      setTimeout(() => rmSync(lock), 30);
    };
    await expect(inTurn(lock, async () => 'done', { pollMs: 5, onWait })).resolves.toBe('done');
    expect(waited).toBe(1);
  });
});
