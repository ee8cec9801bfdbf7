import { syncBuiltinESMExports } from 'node:module';
import { guardDatagrams } from './datagrams.ts';
import { guardNames } from './names.ts';
import type { OfflineSwitch } from './offline-switch.ts';
import { undoAll } from './replace-method.ts';
import { guardSockets } from './sockets.ts';

/**
 * From here on this thread asks the switch before it connects to another machine, sends to one or looks up a name; what is
 * refused is counted and fails at once with OFFLINE. Loopback, pipes and local sockets are always allowed, and so is
 * what comes in. It stands in Node's own modules, so it holds for every package; compiled code that opens sockets by
 * itself would get past it, and nothing that comes with the product does.
 *
 * @returns the undo
 */
export function guardNetwork(offline: OfflineSwitch): () => void {
  const undo = undoAll([guardSockets(offline), guardDatagrams(offline), guardNames(offline)]);
  syncBuiltinESMExports();
  return () => {
    undo();
    syncBuiltinESMExports();
  };
}
