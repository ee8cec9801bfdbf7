import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';
import { guardNetwork } from './guard.ts';
import { createOfflineSwitch, type OfflineSwitch } from './offline-switch.ts';

const key = 'foredeck.offline';

/** Lets the threads that are started from now on use the same switch. */
export function shareWithThreads(offline: OfflineSwitch): void {
  setEnvironmentData(key, offline.memory as never);
}

/** To be called first in a thread of its own. One whose starter shared no switch stays offline. */
export function guardThisThread(): OfflineSwitch {
  const memory: unknown = getEnvironmentData(key);
  const shared = memory instanceof SharedArrayBuffer;
  const offline = createOfflineSwitch(shared ? memory : undefined);
  if (!shared) offline.set(true);
  guardNetwork(offline);
  return offline;
}
