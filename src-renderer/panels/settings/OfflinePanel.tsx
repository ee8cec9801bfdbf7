import { setOffline } from '../../state/offline.ts';
import { useStatus } from '../../state/status.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Check } from '../../ui/Check.tsx';
import { plural } from '../../ui/format/numbers.ts';
import { Panel } from '../../ui/Panel.tsx';
import { SettingRow } from '../../ui/SettingRow.tsx';

/** The switch that lets nothing out of this machine. */
export function OfflinePanel() {
  const offline = useStatus((state) => state.status?.offline);
  return (
    <Panel
      title="Privacy"
      sub="all but remote models are scored on this machine"
      actions={offline?.on ? <Badge mark="ok">{plural(offline.refused, 'connection')} refused</Badge> : null}
    >
      <SettingRow hint="Every connection to another machine is refused and counted, in every process. A remote model on another machine cannot be asked meanwhile; one at an address of this machine, such as 127.0.0.1, still is, and where a tunnel there leads is not seen. The local server keeps answering.">
        {(hintId) => (
          <Check
            label="Offline"
            checked={offline?.on ?? false}
            describedBy={hintId}
            onChange={(on) => void setOffline(on)}
          />
        )}
      </SettingRow>
    </Panel>
  );
}
