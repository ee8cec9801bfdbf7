import { count } from '../ui/format/numbers.ts';
import { Mark } from '../ui/Icon.tsx';
import type { AppStatus } from '../../src-main/contract/index.ts';

/** Says in the status bar that nothing leaves the machine, and how often something tried to; nothing while it may. */
export function OfflineSegment({ offline }: { offline: AppStatus['offline'] }) {
  if (!offline.on) return null;
  return (
    <span title="Connections to other machines are refused; addresses of this machine are still asked">
      <Mark name="off" />
      <b>Offline</b>
      {offline.refused > 0 ? ` · ${count(offline.refused)} refused` : ''}
    </span>
  );
}
