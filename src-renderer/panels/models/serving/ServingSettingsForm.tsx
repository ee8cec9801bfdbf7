import {
  type Bounds,
  type ModelSummary,
  type OnlineView,
  servingBounds,
  type ServingSettings,
} from '../../../../src-main/contract/index.ts';
import { changeServing, clearAnswers } from '../../../state/serving.ts';
import { hitShare, typedNumber, typedSizes } from '../../../state/servingWords.ts';
import { Button } from '../../../ui/Button.tsx';
import { Check } from '../../../ui/Check.tsx';
import { bytes, count, percent, plural } from '../../../ui/format/numbers.ts';
import { Group } from '../../../ui/Panel.tsx';
import { Segments } from '../../../ui/Segments.tsx';
import { SettingRow } from '../../../ui/SettingRow.tsx';
import { SettingField } from './SettingField.tsx';
import fieldStyles from './SettingField.module.css';

type Batching = ServingSettings['batching'];
type Scaling = ServingSettings['scaling'];

/** The settings that are a number, or none. */
type NumberName<Of> = { [Name in keyof Of]: Of[Name] extends number | null ? Name : never }[keyof Of];

interface NumberSetting<Of> {
  name: NumberName<Of>;
  label: string;
  unit: string;
  whole: boolean;
  /** It may be left empty, and then there is no limit. */
  mayBeEmpty?: true;
  hint: string;
}

const batchingNumbers: readonly NumberSetting<Batching>[] = [
  {
    name: 'maxRows',
    label: 'Largest batch',
    unit: 'rows',
    whole: true,
    hint: '1 answers every request alone.',
  },
  {
    name: 'windowMs',
    label: 'Window',
    unit: 'ms',
    whole: false,
    hint: 'How long a request waits for others although the engine is free. 0 never keeps one waiting.',
  },
  {
    name: 'inFlight',
    label: 'In flight',
    unit: 'batches',
    whole: true,
    hint: 'Batches one instance has at once: the next lies ready when one ends.',
  },
  {
    name: 'queueRequests',
    label: 'Queue',
    unit: 'requests',
    whole: true,
    hint: 'More are refused at once, with a time to come again (429).',
  },
  {
    name: 'timeoutMs',
    label: 'Timeout',
    unit: 'ms',
    whole: true,
    mayBeEmpty: true,
    hint: 'From arrival to answer, for requests that name none themselves. Empty: no limit.',
  },
  {
    name: 'priority',
    label: 'Priority',
    unit: '',
    whole: true,
    hint: 'Of requests that name none. 1 is served first.',
  },
];

const scalingNumbers: readonly NumberSetting<Scaling>[] = [
  {
    name: 'upAfterMs',
    label: 'One more after',
    unit: 'ms',
    whole: true,
    hint: 'When a request has waited so long, one more process loads the model.',
  },
  {
    name: 'downAfterMs',
    label: 'One less after',
    unit: 'ms',
    whole: true,
    hint: 'The last one goes with the model’s idle time, unless it is pinned.',
  },
  {
    name: 'loadWaitMs',
    label: 'Wait for a load',
    unit: 'ms',
    whole: true,
    hint: 'A request waits so long for a model that is asleep; then it is told to come again (503).',
  },
];

/** How requests are batched, spread and remembered, each setting taken on its own. */
export function ServingSettingsForm({ model, view }: { model: ModelSummary; view: OnlineView }) {
  const { batching, scaling } = view.settings;
  return (
    <>
      <Group>Batching</Group>
      <Numbers
        settings={batchingNumbers}
        bounds={servingBounds.batching}
        of={batching}
        onChange={(change) => changeServing(model, { batching: change })}
      />
      <SettingField
        label="Preferred sizes"
        shown={batching.preferredRows.join(', ')}
        placeholder="none"
        hint="A batch of exactly so many rows does not wait for the window."
        read={(typed) => {
          const read = typedSizes(typed, batching.maxRows);
          return 'fault' in read ? read : { value: read.sizes };
        }}
        onChange={(preferredRows) => changeServing(model, { batching: { preferredRows } })}
      />
      <SettingRow dense hint="What becomes of a request that waits longer than the timeout.">
        {() => (
          <span className={fieldStyles.field}>
            <span aria-hidden="true">Too late</span>
            <span className={fieldStyles.control}>
              <Segments
                label="Too late in the queue"
                value={batching.whenLate}
                choices={[
                  { id: 'reject', label: 'Refuse' },
                  { id: 'delay', label: 'After all others' },
                ]}
                onChange={(whenLate) => void changeServing(model, { batching: { whenLate } })}
              />
            </span>
          </span>
        )}
      </SettingRow>
      <Group>Instances on demand</Group>
      <Numbers
        settings={scalingNumbers}
        bounds={servingBounds.scaling}
        of={scaling}
        onChange={(change) => changeServing(model, { scaling: change })}
      />
      <Group>Cache of exact repeats</Group>
      <Cache model={model} view={view} />
    </>
  );
}

function Numbers<Of extends Batching | Scaling>({
  settings,
  bounds,
  of,
  onChange,
}: {
  settings: readonly NumberSetting<Of>[];
  bounds: Readonly<Record<NumberName<Of>, Bounds>>;
  of: Of;
  onChange(change: Partial<Of>): Promise<boolean>;
}) {
  return settings.map(({ name, label, unit, hint, mayBeEmpty, whole }) => (
    <SettingField
      key={String(name)}
      label={label}
      unit={unit}
      shown={of[name] === null ? '' : String(of[name])}
      placeholder={mayBeEmpty ? 'none' : ''}
      hint={hint}
      read={(typed) => typedNumber(typed, { ...bounds[name], whole, ...(mayBeEmpty ? { empty: null } : {}) })}
      onChange={(value) => onChange({ [name]: value } as Partial<Of>)}
    />
  ));
}

const megabyte = 1_000_000;
const { least: leastBytes, most: mostBytes } = servingBounds.cache.maxBytes;
const megabytes: Bounds = { least: leastBytes / megabyte, most: mostBytes / megabyte };

function Cache({ model, view: { cache, settings } }: { model: ModelSummary; view: OnlineView }) {
  const share = hitShare(cache);
  return (
    <>
      <SettingRow
        dense
        hint={
          <>
            {settings.cache.on || cache.entries > 0
              ? `${plural(cache.entries, 'answer')} in ${bytes(cache.bytes)}; ${share === null ? 'not asked yet' : `${percent(share, 1)} of ${count(cache.hits + cache.misses)} found theirs`}. `
              : 'Only for inputs that are the same to the last bit. Failures are never kept. '}
            {cache.entries > 0 ? (
              <Button small onPress={() => void clearAnswers(model)}>
                Empty it
              </Button>
            ) : null}
          </>
        }
      >
        {() => (
          <Check
            label="Answer repeats from memory"
            checked={settings.cache.on}
            onChange={(on) => void changeServing(model, { cache: { on } })}
          />
        )}
      </SettingRow>
      <SettingField
        label="At most"
        unit="MB"
        shown={String(settings.cache.maxBytes / megabyte)}
        hint="The answers used least recently go first."
        read={(typed) => typedNumber(typed, { ...megabytes, whole: true })}
        onChange={(value) => changeServing(model, { cache: { maxBytes: (value ?? 1) * megabyte } })}
      />
    </>
  );
}
