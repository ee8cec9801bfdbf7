import { randomUUID } from 'node:crypto';
import { failed } from '../../contract/failure.ts';
import { standardPolicy } from '../../domain/encoding/missing-answer.ts';
import type { FeatureSource } from '../../domain/encoding/tensor-filler.ts';
import type { ScoreSetup } from '../messages.ts';
import { scoreEdgesOf } from './batch-result.ts';
import type { Batch, TextPlan } from './batch.ts';

/** Turns names into positions: which column feeds which feature. @throws MAPPING_INCOMPLETE by feature name */
export function scoreSetup(
  batch: Batch,
  text: TextPlan,
  table: { columns: string[]; dataStart: number; sizeBytes: number; withRejected: boolean },
): ScoreSetup {
  const { columns, dataStart, sizeBytes, withRejected } = table;
  const { inputs, tensors, tokenizer, rowsPerRun, outputs } = batch.card;
  const sourceOf = (name: string): FeatureSource => {
    const input = inputs.find((candidate) => candidate.name === name);
    if (!input)
      throw failed('MODEL_INVALID', `the card's tensors name a feature "${name}" that its inputs lack`);
    const wanted = batch.mapping[name];
    const column = wanted === undefined ? -1 : columns.indexOf(wanted);
    const policy = batch.missing[name] ?? standardPolicy(input);
    if (column < 0 && (wanted !== undefined || policy.kind === 'reject')) {
      throw failed(
        'MAPPING_INCOMPLETE',
        wanted === undefined
          ? `${name} has no column: choose one`
          : `${name} is to come from column "${wanted}", which the file does not have`,
        { details: { field: name } },
      );
    }
    return { column, policy };
  };
  const used = new Set(
    tensors.flatMap((tensor) => (tensor.kind === 'features' ? tensor.features : [tensor.feature])),
  );
  return {
    runId: `${batch.id}:${randomUUID()}`,
    csvPath: text.csvPath,
    partialPath: text.scoredPath,
    delimiter: text.delimiter.charCodeAt(0),
    columns,
    dataStart,
    sizeBytes,
    sessionKey: batch.sessionKey,
    signature: {
      inputs: inputs.filter(({ name }) => used.has(name)),
      tensors,
      tokenizer,
      rowsPerRun,
      outputs,
    },
    sources: [...used].map((name) => [name, sourceOf(name)]),
    scoreEdges: scoreEdgesOf(batch.card),
    batchRows: batch.batchRows,
    withRejected,
  };
}
