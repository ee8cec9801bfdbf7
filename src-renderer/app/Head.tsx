import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { useConnection } from '../state/connection.ts';
import { useDraft } from '../state/draft.ts';
import { chooseFiles, chooseModels } from '../state/files.ts';
import { pauseQueue, useJobs } from '../state/jobs.ts';
import { useModels } from '../state/models.ts';
import { listWords } from '../state/modelWords.ts';
import { PredictHead } from '../panels/predict/PredictHead.tsx';
import { openAddRemote } from '../state/remoteModels.ts';
import { panels, useRoute } from '../state/route.ts';
import { useStatus } from '../state/status.ts';
import { Button } from '../ui/Button.tsx';
import { bytes, count, plural, shortCount } from '../ui/format/numbers.ts';
import { Icon, Mark } from '../ui/Icon.tsx';
import { useNow } from '../ui/useNow.ts';
import text from '../ui/text.module.css';
import { AppearanceMenu } from './AppearanceMenu.tsx';
import styles from './Head.module.css';
import { openPalette } from './overlays.ts';
import { mod } from '../ui/keys.ts';
import { rowsToday } from '../state/today.ts';

export function Head() {
  const panel = useRoute((route) => route.panel);
  const name = panels.find((one) => one.id === panel)?.name ?? '';
  return (
    <header className={styles.head} data-pane="head">
      <h1>{name}</h1>
      {panel === 'batch' ? (
        <BatchHead />
      ) : panel === 'models' ? (
        <ModelsHead />
      ) : panel === 'predict' ? (
        <PredictHead />
      ) : (
        <OverviewSub />
      )}
      <span className={styles.spacer} />
      <AppearanceMenu />
      <AriaButton className={styles.search ?? ''} onPress={() => openPalette()}>
        <Icon name="search" />
        <span className={styles.long}>Find</span>
        <span className={text.sr}> any command, model or job</span>
        <span className={styles.spacer} />
        <kbd>{mod} K</kbd>
      </AriaButton>
    </header>
  );
}

function Sub({ children }: { children: ReactNode }) {
  return <span className={styles.sub}>{children}</span>;
}

function OverviewSub() {
  const info = useStatus((state) => state.info);
  if (!info) return null;
  return (
    <Sub>
      this machine · {count(info.cores)} cores, {bytes(info.memoryBytes)}
    </Sub>
  );
}

function ModelsHead() {
  const models = useModels((state) => state.models);
  const budget = useModels((state) => state.budget);
  const away = useConnection((state) => state.state.kind !== 'open');
  const { names, versions } = listWords(models ?? []);
  const words = [
    plural(names, 'model'),
    plural(versions, 'version'),
    budget ? `${bytes(budget.residentBytes)} of ${bytes(budget.budgetBytes)} resident` : null,
  ].filter((word) => word !== null);
  return (
    <>
      <Sub>{models === null ? null : words.join(' · ')}</Sub>
      <span className={styles.actions}>
        <Button small blocked={away} onPress={() => void chooseModels()}>
          <Icon name="plus" />
          Import model
        </Button>
        <Button small blocked={away} onPress={() => openAddRemote()}>
          <Icon name="plus" />
          Add a remote model
        </Button>
      </span>
    </>
  );
}

function BatchHead() {
  const jobs = useJobs((state) => state.jobs);
  const status = useStatus((state) => state.status);
  const away = useConnection((state) => state.state.kind !== 'open');
  const nowMs = useNow();
  const rows = rowsToday(jobs ?? [], nowMs);
  const counts = status?.jobs;
  const words = [
    counts && counts.running > 0 ? `${counts.running} running` : null,
    counts && counts.queued > 0 ? `${counts.queued} waiting` : null,
    counts && counts.paused > 0 ? `${counts.paused} paused` : null,
    rows > 0 ? `${shortCount(rows)} rows today` : null,
  ].filter((word) => word !== null);
  const none = jobs !== null && jobs.length === 0;
  const drafting = useDraft((state) => state.draft.kind !== 'none');
  const queuePaused = status?.queuePaused ?? false;
  return (
    <>
      <Sub>{none ? 'no jobs yet' : words.join(' · ')}</Sub>
      {none && !drafting && !queuePaused ? null : (
        <span className={styles.actions}>
          <Button small onPress={() => void chooseFiles()}>
            <Icon name="file" />
            Add file
          </Button>
          <Button small blocked={away || !status} onPress={() => void pauseQueue(!queuePaused)}>
            <Mark name={queuePaused ? 'run' : 'pause'} />
            {queuePaused ? 'Resume queue' : 'Pause queue'}
          </Button>
        </span>
      )}
    </>
  );
}
