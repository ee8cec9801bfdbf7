import { useEffect, useState } from 'react';
import type { Job, JobResult } from '../../../src-main/contract/index.ts';
import { platform } from '../../state/backend.ts';
import { openOutput, showFolder } from '../../state/jobOutput.ts';
import { loadResult, useResults } from '../../state/results.ts';
import { Button } from '../../ui/Button.tsx';
import { FailureNote } from '../../ui/FailureNote.tsx';
import { bytes, count, figure, percent, rate, tileCount } from '../../ui/format/numbers.ts';
import { durationParts } from '../../ui/format/times.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Group, Tile, Tiles } from '../../ui/Panel.tsx';
import { Split, StageLegend } from '../../ui/Progress.tsx';
import { TabSet } from '../../ui/TabSet.tsx';
import text from '../../ui/text.module.css';
import { shownPath } from './shownPath.ts';
import styles from './DoneDetail.module.css';
import { ProvenanceFacts } from './ProvenanceFacts.tsx';
import { Reasons } from './Reasons.tsx';
import { RejectedTable } from './RejectedTable.tsx';
import { ClassCounts } from './ClassCounts.tsx';
import { ScoreChart } from './ScoreChart.tsx';

/** What came out of a finished job. */
export function DoneDetail({ job }: { job: Job }) {
  const state = useResults(({ results }) => results[job.id]);
  useEffect(() => void loadResult(job.id), [job.id]);
  if (state?.kind === 'ready') return <Result job={job} result={state.result} />;
  if (state?.kind === 'failed') {
    return (
      <FailureNote
        what="The result could not be read"
        failure={state.failure}
        onRetry={() => void loadResult(job.id)}
      />
    );
  }
  return (
    <p className={styles.loading} aria-busy="true">
      Reading the result.
    </p>
  );
}

function Result({ job, result }: { job: Job; result: JobResult }) {
  const [tab, setTab] = useState<'scores' | 'rejected'>('scores');
  const [showRow, setShowRow] = useState<number | null>(null);
  const seeRow = (row: number | null) => {
    setShowRow(row);
    setTab('rejected');
  };
  const { provenance } = result;
  return (
    <>
      <ResultTiles result={result} />
      <div className={styles.result}>
        <div className={styles.main}>
          {result.rejected > 0 ? (
            <TabSet
              label="Result"
              selected={tab}
              onSelect={setTab}
              tabs={[
                { id: 'scores', title: 'Scores', content: <Scores result={result} /> },
                {
                  id: 'rejected',
                  title: (
                    <>
                      Rejected rows <span className={text.dim}>{count(result.rejected)}</span>
                    </>
                  ),
                  content: <RejectedTable jobId={job.id} showRow={showRow} />,
                },
              ]}
            />
          ) : (
            <Scores result={result} />
          )}
        </div>
        <div className={styles.side}>
          {result.reasons.length > 0 ? <Reasons reasons={result.reasons} onRow={seeRow} /> : null}
          <Group>Where the time went</Group>
          <div className={styles.stages}>
            <Split stages={result.stages} />
            <StageLegend stages={result.stages} />
          </div>
          <Group>Provenance</Group>
          <ProvenanceFacts provenance={provenance} />
        </div>
      </div>
      <div className={styles.out}>
        <Icon name="file" />
        <b className={styles.outName} title={shownPath(job.outputPath)}>
          {provenance.output.name}
        </b>
        <span
          className={styles.outFacts}
          title={`What made it is in ${provenance.output.name}.foredeck.json beside it`}
        >
          {bytes(provenance.output.sizeBytes)}
        </span>
        <span className={text.spacer} />
        {platform().shell === 'desktop' ? (
          <>
            <Button small onPress={() => void showFolder(job)}>
              <Icon name="folder" />
              Show folder
            </Button>
            <Button small kind="primary" onPress={() => void openOutput(job)}>
              <Icon name="open" />
              Open file
            </Button>
          </>
        ) : (
          <Button small kind="primary" onPress={() => void openOutput(job)}>
            <Icon name="down" />
            Download
          </Button>
        )}
      </div>
    </>
  );
}

/** The score histogram where there is one; else how often each class came, or why there is nothing to draw. */
function Scores({ result }: { result: JobResult }) {
  if (result.scores.edges.length >= 2) return <ScoreChart scores={result.scores} />;
  return <ClassCounts result={result} />;
}

function ResultTiles({ result }: { result: JobResult }) {
  const { rows, scored, rejected, positive } = result;
  const time = durationParts(result.seconds);
  const share = (part: number) => (rows > 0 ? percent(part / rows, 2) : '–');
  return (
    <Tiles>
      <Tile
        label="Scored"
        value={tileCount(scored)}
        unit="rows"
        foot={`${share(scored)} of ${count(rows)}`}
      />
      <Tile
        label="Rejected"
        value={tileCount(rejected)}
        unit="rows"
        foot={rejected > 0 ? `${share(rejected)} · kept in place` : 'every row has its score'}
        look={rejected > 0 ? 'warn' : undefined}
      />
      {positive && result.classes.length <= 2 ? (
        <Tile
          label={`Predicted ${positive.label}`}
          value={result.scored > 0 ? (positive.share * 100).toFixed(1) : '–'}
          unit="%"
          foot={
            positive.reference === null ? 'of the scored rows' : `training ${percent(positive.reference, 1)}`
          }
        />
      ) : (
        <MeanTile result={result} />
      )}
      <Tile label="Time" value={time.figure} unit={time.unit} foot={`${rate(result.rowsPerSecond)} rows/s`} />
    </Tiles>
  );
}

/** For a model without a positive class: its most frequent class, or where its values lie. */
function MeanTile({ result }: { result: JobResult }) {
  const [top] = [...result.classes].sort((a, b) => b.rows - a.rows);
  if (top) {
    return (
      <Tile
        label={`Most often ${top.label}`}
        value={result.scored > 0 ? ((top.rows / result.scored) * 100).toFixed(1) : '–'}
        unit="%"
        foot={`of ${count(result.classes.length)} classes`}
      />
    );
  }
  const { edges } = result.scores;
  if (edges.length < 2) return null;
  return (
    <Tile
      label={result.scores.label}
      value={figure(edges[0] ?? 0)}
      unit={`to ${figure(edges.at(-1) ?? 0)}`}
      foot="range of the bins"
    />
  );
}
