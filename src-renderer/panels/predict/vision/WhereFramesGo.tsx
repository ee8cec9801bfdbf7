import { setOffline } from '../../../state/offline.ts';
import { useStatus } from '../../../state/status.ts';
import { encoding } from '../../../state/vision/encodeFrame.ts';
import { longestSidePx } from '../../../state/vision/frameSource.ts';
import { whereFramesGo } from '../../../state/vision/whereFramesGo.ts';
import { count } from '../../../ui/format/numbers.ts';
import { Mark } from '../../../ui/Icon.tsx';
import { ToggleButton } from '../../../ui/ToggleButton.tsx';
import styles from './Vision.module.css';

/** Whether frames leave the machine, and the switch that proves it. */
export function WhereFramesGo({ remoteUrl }: { remoteUrl: string | null }) {
  const offline = useStatus((state) => state.status?.offline ?? null);
  const { protocol, hostname } = window.location;
  const { leave, text } = whereFramesGo({ protocol, hostname, remoteUrl });
  return (
    <div className={styles.where}>
      <p>
        <Mark name={leave ? 'warn' : 'ok'} />
        {text}
      </p>
      {offline ? (
        <p>
          <ToggleButton small isSelected={offline.on} onChange={(on) => void setOffline(on)}>
            Offline
          </ToggleButton>
          {offline.on
            ? `Connections to other machines are refused: ${count(offline.refused)} so far.`
            : 'Switched on, every connection to another machine is refused and counted.'}
        </p>
      ) : null}
      <p className={styles.soft}>
        Frames go as {encoding.name} of quality {encoding.quality}, the longer side at most{' '}
        {count(longestSidePx)} px.
      </p>
    </div>
  );
}
