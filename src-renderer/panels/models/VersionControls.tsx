import type { ModelSummary } from '../../../src-main/contract/index.ts';
import {
  changeSettings,
  makeAlias,
  removeModel,
  type SettingsChange,
  useModelWork,
} from '../../state/modelActions.ts';
import { modelKey } from '../../state/models.ts';
import { challenger, champion, previous, withAlias } from '../../state/modelWords.ts';
import { openChangeToken } from '../../state/remoteToken.ts';
import { useStatus } from '../../state/status.ts';
import { Button } from '../../ui/Button.tsx';
import { Check } from '../../ui/Check.tsx';
import { count, plural } from '../../ui/format/numbers.ts';
import { Icon } from '../../ui/Icon.tsx';
import { type Choice, Picker } from '../../ui/Picker.tsx';
import text from '../../ui/text.module.css';
import { OtherAlias } from './OtherAlias.tsx';
import styles from './VersionControls.module.css';

/** Which version answers, in one step that can be undone, and how this one is run. */
export function VersionControls({ model, models }: { model: ModelSummary; models: readonly ModelSummary[] }) {
  const removing = useModelWork((state) => state.busy[modelKey(model)] === 'Removing');
  const before = withAlias(models, model.name, previous);
  const { aliases, residency } = model;
  const set = (change: SettingsChange) => void changeSettings(model, change);
  return (
    <div className={styles.controls}>
      <div className={styles.row} role="group" aria-label="Which version answers">
        {aliases.includes(champion) || model === before ? null : (
          <Button small onPress={() => void makeAlias(model, champion)}>
            Make {model.version} champion
          </Button>
        )}
        {aliases.includes(challenger) ? null : (
          <Button small onPress={() => void makeAlias(model, challenger)}>
            Make {model.version} challenger
          </Button>
        )}
        {before && !before.aliases.includes(champion) ? (
          <Button small onPress={() => void makeAlias(before, champion)}>
            <Icon name="undo" />
            Roll back to {before.version}
          </Button>
        ) : null}
        <OtherAlias model={model} />
        <span className={styles.aside}>one step, can be undone</span>
        <span className={text.spacer} />
        {model.bundled ? (
          <span className={styles.aside} title="It cannot be removed; it can be switched off">
            came with Foredeck
          </span>
        ) : (
          <Button small blocked={removing} onPress={() => void removeModel(model)}>
            Remove
          </Button>
        )}
      </div>
      <div className={styles.row} role="group" aria-label="How it is run">
        <Check label="Switched on" checked={residency.on} onChange={(on) => set({ on })} />
        <Check
          label={model.remote ? 'Stays connected' : 'Pinned'}
          checked={residency.pinned}
          onChange={(pinned) => set({ pinned })}
        />
        <Instances model={model} onChange={(instances) => set({ instances })} />
        {model.remote ? (
          <Button small onPress={() => openChangeToken(model)}>
            Change token
          </Button>
        ) : (
          <Provider model={model} onChange={(provider) => set({ provider })} />
        )}
      </div>
    </div>
  );
}

const everyProcess = 'every';

function Instances({
  model,
  onChange,
}: {
  model: ModelSummary;
  onChange: (instances: number | null) => void;
}) {
  const processes = useStatus((state) => state.status?.engine.processes.length ?? 1);
  const { instancesWanted } = model.residency;
  const most = Math.max(processes, instancesWanted ?? 1);
  const choices: Choice[] = [
    {
      id: everyProcess,
      label: model.remote
        ? `From up to ${plural(processes, 'process', 'processes')}`
        : `In up to all ${plural(processes, 'process', 'processes')}`,
    },
    ...Array.from({ length: most }, (_, at) => ({
      id: String(at + 1),
      label: `${model.remote ? 'From' : 'In'} up to ${count(at + 1)} of ${count(Math.max(processes, at + 1))}`,
    })),
  ];
  return (
    <span className={styles.picker}>
      <Picker
        label="Instances"
        small
        value={instancesWanted === null ? everyProcess : String(instancesWanted)}
        choices={choices}
        onChange={(id) => onChange(id === everyProcess ? null : Number(id))}
      />
    </span>
  );
}

const providers = [
  { id: 'cpu', label: 'On the CPU' },
  { id: 'webgpu', label: 'On the GPU' },
] as const;

function Provider({
  model,
  onChange,
}: {
  model: ModelSummary;
  onChange: (provider: 'cpu' | 'webgpu') => void;
}) {
  return (
    <span className={styles.picker}>
      <Picker
        label="Runs"
        small
        value={model.residency.providerWanted}
        choices={providers}
        onChange={(id) => {
          const provider = providers.find((one) => one.id === id);
          if (provider) onChange(provider.id);
        }}
      />
    </span>
  );
}
