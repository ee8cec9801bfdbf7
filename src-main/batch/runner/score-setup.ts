import { randomUUID } from 'node:crypto';
import { failed } from '../../contract/failure.ts';
import type { ScoreFeature, ScoreSetup } from '../messages.ts';
import { scoreEdgesOf } from './batch-result.ts';
import type { Batch, TextPlan } from './batch.ts';

/** Turns names into positions: which column feeds which place of which tensor. @throws MAPPING_INCOMPLETE by feature name */
export function scoreSetup(
  batch: Batch,
  text: TextPlan,
  table: { columns: string[]; dataStart: number; sizeBytes: number; withRejected: boolean },
): ScoreSetup {
  const { columns, dataStart, sizeBytes, withRejected } = table;
  const featureOf = (name: string): ScoreFeature => {
    const input = batch.card.inputs.find((candidate) => candidate.name === name);
    if (!input)
      throw failed('MODEL_INVALID', `the card's tensors name a feature "${name}" that its inputs lack`);
    const wanted = batch.mapping[name];
    const column = wanted === undefined ? -1 : columns.indexOf(wanted);
    const policy = batch.missing[name] ?? { kind: 'reject' };
    if (column < 0 && (wanted !== undefined || policy.kind === 'reject')) {
      throw failed(
        'MAPPING_INCOMPLETE',
        wanted === undefined
          ? `${name} has no column: choose one`
          : `${name} is to come from column "${wanted}", which the file does not have`,
        { details: { field: name } },
      );
    }
    return { input, column, policy };
  };
  return {
    runId: `${batch.id}:${randomUUID()}`,
    csvPath: text.csvPath,
    partialPath: text.scoredPath,
    delimiter: text.delimiter.charCodeAt(0),
    columns,
    dataStart,
    sizeBytes,
    sessionKey: batch.sessionKey,
    tensors: batch.card.tensors.map((tensor) => ({
      name: tensor.name,
      features: (tensor.kind === 'features' ? tensor.features : [tensor.feature]).map(featureOf),
    })),
    outputs: batch.card.outputs,
    scoreEdges: scoreEdgesOf(batch.card),
    batchRows: batch.batchRows,
    withRejected,
  };
}
