import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toFailure } from '../contract/failure.ts';
import { type FolderLock, lockFolder } from './folder-lock.ts';
import { openStore } from './open-store.ts';
import { startChild } from './testing/child.ts';
import { temporaryFolder } from './testing/samples.ts';

const threadUrl = new URL('../app/store-thread.ts', import.meta.url);
let temporary: ReturnType<typeof temporaryFolder>;
let folder: string;
let undo: (() => unknown)[];
beforeEach(() => {
  temporary = temporaryFolder();
  folder = join(temporary.folder, 'data');
  undo = [];
});
afterEach(async () => {
  for (const act of undo.toReversed()) await act();
  temporary.remove();
});

function lock(): FolderLock {
  const taken = lockFolder(folder);
  if (taken.held) undo.push(taken.release);
  return taken;
}

function lockInChild() {
  const other = startChild(new URL('./testing/lock-child.ts', import.meta.url), [folder]);
  undo.push(other.kill);
  return other;
}

describe('one process holds a data folder', () => {
  test('a second process is refused and told how to reach the first', async () => {
    const other = lockInChild();
    expect(await other.next()).toBe('held');
    expect(lock()).toEqual({
      held: false,
      holder: { pid: other.child.pid, address: '/run/foredeck.sock', token: 'secret' },
    });
    const third = lockInChild();
    expect(await third.next()).toBe('refused');
  });

  test('kill -9 lets go of it at once, and nothing of the dead one is told any more', async () => {
    const other = lockInChild();
    await other.next();
    await other.kill();
    const mine = lock();
    expect(mine.held).toBe(true);
    expect(lockFolder(folder)).toEqual({ held: false, holder: null });
  });

  test('released, it can be taken by another; releasing again does that one no harm', async () => {
    const mine = lock();
    if (!mine.held) throw new Error('not held');
    mine.publish({ address: 'a', token: 't' });
    mine.release();
    const other = lockInChild();
    expect(await other.next()).toBe('held');
    mine.release();
    expect(lock()).toMatchObject({ held: false, holder: { pid: other.child.pid } });
    other.child.send('release');
    expect(await other.next()).toBe('released');
    expect(readdirSync(folder)).toEqual(['foredeck.lock']);
    expect(lock().held).toBe(true);
  });

  test('the work of the store in the same process does not loosen the lock', async () => {
    expect(lock().held).toBe(true);
    const store = await openStore({ folder, threadUrl, nowMs: Date.now });
    await store.close();
    expect(lockFolder(folder).held).toBe(false);
    const other = lockInChild();
    expect(await other.next()).toBe('refused');
  });

  test.skipIf(process.platform === 'win32')('what it says of itself is for this user alone', () => {
    const mine = lock();
    if (!mine.held) throw new Error('not held');
    mine.publish({ address: 'a', token: 'one' });
    mine.publish({ address: 'a', token: 'two' });
    const path = join(folder, 'holder.json');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ pid: process.pid, address: 'a', token: 'two' });
    expect(readdirSync(folder).sort()).toEqual(['foredeck.lock', 'holder.json']);
  });

  test('what cannot be read as a holder is none', async () => {
    const other = lockInChild();
    await other.next();
    writeFileSync(join(folder, 'holder.json'), '{"pid": "x"}');
    expect(lock()).toEqual({ held: false, holder: null });
  });

  test.each([
    ['a file in its place', () => writeFileSync(folder, '')],
    [
      'a folder in place of the lock file',
      () => mkdirSync(join(folder, 'foredeck.lock'), { recursive: true }),
    ],
  ])('a folder that cannot be used is FOLDER_UNUSABLE: %s', (_, prepare) => {
    prepare();
    let failure: unknown;
    try {
      lock();
    } catch (thrown) {
      failure = toFailure(thrown);
    }
    expect(failure).toMatchObject({ code: 'FOLDER_UNUSABLE' });
  });

  test.skipIf(process.platform !== 'linux')(
    'a folder where nothing can be made is refused, not waited for',
    () => {
      expect(() => lockFolder('/proc/foredeck/data')).toThrow('The data folder cannot be used');
    },
  );
});
