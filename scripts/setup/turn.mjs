import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';

const heartbeatMs = 2_000;
const staleMs = 60_000;

/**
 * Does the work while no other process does work under the same name: two terminals may start at
 * the same time. A holder that died loses its turn at once; one that cannot be asked (another machine
 * that shares the folder), after a minute without a heartbeat.
 *
 * @template T
 * @param {string} file the lock file
 * @param {() => Promise<T>} work
 * @param {{onWait?: () => void, pollMs?: number}} [options]
 * @returns {Promise<T>}
 */
export async function inTurn(file, work, { onWait, pollMs = 200 } = {}) {
  mkdirSync(dirname(file), { recursive: true });
  let told = false;
  while (!take(file)) {
    if (isAbandoned(file)) {
      discard(file);
      continue;
    }
    if (!told) onWait?.();
    told = true;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  const heartbeat = setInterval(() => touch(file), heartbeatMs);
  const release = () => rmSync(file, { force: true });
  process.on('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    process.off('exit', release);
    release();
  }
}

function take(file) {
  try {
    writeFileSync(file, JSON.stringify({ pid: process.pid, host: hostname() }), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function isAbandoned(file) {
  try {
    // Silence counts too: after a power cut the holder's number may belong to another program.
    if (Date.now() - statSync(file).mtimeMs > staleMs) return true;
    const holder = read(file);
    return holder?.host === hostname() && !isAlive(holder.pid);
  } catch {
    return false;
  }
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Renames before removing: of two that saw the same abandoned lock, one gets it. */
function discard(file) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    // Another may have been quicker, and this is already its own new lock: give it back.
    if (isAbandoned(aside)) rmSync(aside, { force: true });
    else renameSync(aside, file);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

function touch(file) {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // The folder was removed under us; the work itself will say so.
  }
}
