import { useEffect } from 'react';
import type { ModelSummary, OnlineView } from '../../../../src-main/contract/index.ts';
import { modelKey } from '../../../state/models.ts';
import { followServing, useServing } from '../../../state/serving.ts';
import { FailureNote } from '../../../ui/FailureNote.tsx';
import { count, rate } from '../../../ui/format/numbers.ts';
import { milliseconds } from '../../../ui/format/times.ts';
import { Group, Tile, Tiles } from '../../../ui/Panel.tsx';
import { TabScroll } from '../TabScroll.tsx';
import { BatchTable } from './BatchTable.tsx';
import { InstanceTable } from './InstanceTable.tsx';
import { ServingSettingsForm } from './ServingSettingsForm.tsx';
import styles from './ServingTab.module.css';

/** What happens to single requests for a version now: queue, how that is set, and its batches and instances. */
export function ServingTab({ model }: { model: ModelSummary }) {
  const { name, version } = model;
  useEffect(() => followServing({ name, version }), [name, version]);
  const view = useServing((state) => (state.key === modelKey(model) ? state.view : null));
  const failure = useServing((state) => state.failure);
  return (
    <TabScroll label="Serving">
      {failure ? <FailureNote failure={failure} /> : null}
      {view ? <Shown view={view} model={model} /> : <p className={styles.waiting}>Asking the backend</p>}
    </TabScroll>
  );
}

function Shown({ view, model }: { view: OnlineView; model: ModelSummary }) {
  return (
    <div className={styles.frame}>
      <Figures view={view} />
      <ServingSettingsForm model={model} view={view} />
      <Group aside={<span className={styles.aside}>the newest first, at most 50</span>}>Batches</Group>
      <BatchTable batches={view.batches} />
      <Group aside={<span className={styles.aside}>engine processes, since the start</span>}>Instances</Group>
      <InstanceTable instances={view.instances} />
    </div>
  );
}

/** Of those that got no answer, only the ways that happened. */
function awayWords({ refused, late, left }: OnlineView['counts']): string {
  const ways = [
    { many: refused, word: 'refused' },
    { many: late, word: 'too late' },
    { many: left, word: 'left' },
  ].filter(({ many }) => many > 0);
  return ways.length === 0
    ? 'since the start'
    : ways.map(({ many, word }) => `${count(many)} ${word}`).join(' · ');
}

function Figures({ view: { queue, inFlight, latency, counts, coldStarts } }: { view: OnlineView }) {
  const answered = counts.succeeded + counts.failed;
  return (
    <Tiles>
      <Tile
        label="Waiting"
        value={count(queue.requests)}
        unit={queue.requests === 1 ? 'request' : 'requests'}
        foot={
          queue.requests > 0
            ? `the oldest for ${milliseconds(queue.oldestMs)}`
            : `${count(inFlight.requests)} under way`
        }
      />
      <Tile
        label="Last minute"
        value={latency ? milliseconds(latency.p50Ms) : '–'}
        unit={latency ? 'p50' : undefined}
        foot={latency ? `p99 ${milliseconds(latency.p99Ms)} · ${rate(latency.perSecond)}/s` : 'nobody asked'}
      />
      <Tile
        label="Answered"
        value={count(answered)}
        foot={counts.failed > 0 ? `${count(counts.failed)} with a failure` : 'since the start'}
        look={counts.failed > 0 ? 'warn' : undefined}
      />
      <Tile
        label="Turned away"
        value={count(counts.refused + counts.late)}
        foot={awayWords(counts)}
        look={counts.refused + counts.late > 0 ? 'warn' : undefined}
      />
      <Tile
        label="Cold starts"
        value={count(coldStarts.count)}
        foot={coldStarts.lastMs === null ? 'since the start' : `last took ${milliseconds(coldStarts.lastMs)}`}
      />
    </Tiles>
  );
}
