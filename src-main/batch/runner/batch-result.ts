import { basename } from 'node:path';
import type { JobResult, Provenance } from '../../contract/jobs.ts';
import type { ModelCard } from '../../contract/card.ts';
import type { BatchCheckpoint } from '../checkpoint.ts';
import { outputBytesMark } from '../worker/publish.ts';
import type { Batch } from './batch.ts';

interface Ended {
  endedAtMs: number;
  appVersion: string;
  engineVersion: string;
}

function provenance(batch: Batch, done: BatchCheckpoint, ended: Ended, outputBytes: number): Provenance {
  const { card } = batch;
  return {
    job: batch.id,
    model: { name: card.name, version: card.version, sha256: card.sha256 },
    mapping: batch.mapping,
    missing: batch.missing,
    input: { name: basename(batch.input.path), sizeBytes: done.input.sizeBytes },
    output: { name: basename(batch.output.path), sizeBytes: outputBytes },
    rows: { total: done.rows, scored: done.rows - done.rejected, rejected: done.rejected },
    start: new Date(batch.startedAtMs).toISOString(),
    end: new Date(ended.endedAtMs).toISOString(),
    engine: ended.engineVersion,
    app: `Foredeck ${ended.appVersion}`,
  };
}

/** What stands beside a scored file; the size is filled in by who sees the finished file. */
export function provenanceText(batch: Batch, done: BatchCheckpoint, ended: Ended): string {
  const text = JSON.stringify(provenance(batch, done, ended, -1), null, 2);
  return `${text.replace('"sizeBytes": -1', `"sizeBytes": ${outputBytesMark}`)}\n`;
}

export function jobResult(
  batch: Batch,
  done: BatchCheckpoint,
  ended: Ended & { ranMs: number; outputBytes: number },
): JobResult {
  const { card } = batch;
  const { outputs, profile } = card;
  const scored = done.rows - done.rejected;
  const seconds = Math.max(0.001, ended.ranMs / 1000);
  const labels = outputs.kind === 'classification' ? outputs.labels : [];
  const positive = outputs.kind === 'classification' ? (outputs.positive ?? labels.at(-1) ?? '') : null;
  const positiveRows = positive === null ? 0 : (done.classCounts[labels.indexOf(positive)] ?? 0);
  return {
    rows: done.rows,
    scored,
    rejected: done.rejected,
    seconds,
    rowsPerSecond: done.rows / seconds,
    stages: done.stages,
    classes: labels.map((label, i) => ({ label, rows: done.classCounts[i] ?? 0 })),
    scores: {
      label: positive === null ? 'prediction' : `P(${positive})`,
      edges: scoreEdgesOf(card),
      counts: done.scoreCounts,
      reference: profile?.scores?.counts ?? null,
    },
    positive:
      positive === null
        ? null
        : {
            label: positive,
            share: scored > 0 ? positiveRows / scored : 0,
            reference: profile?.positiveShare ?? null,
          },
    reasons: [...done.reasons].sort((a, b) => b.rows - a.rows),
    provenance: provenance(batch, done, ended, ended.outputBytes),
  };
}

/**
 * Edges of the score histogram: the card's, so that it can be laid beside training; else twenty equal bins for
 * probabilities, and none for a value of unknown range.
 */
export function scoreEdgesOf({ outputs, profile }: ModelCard): number[] {
  if (profile?.scores) return profile.scores.edges;
  const hasProbabilities = outputs.kind === 'classification' && outputs.probabilities !== null;
  return hasProbabilities ? Array.from({ length: 21 }, (_, i) => i / 20) : [];
}
