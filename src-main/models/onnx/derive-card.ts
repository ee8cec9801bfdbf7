import type { Draft, DraftCard } from './draft-card.ts';
import { deriveInputs, openInputs } from './derive-inputs.ts';
import { deriveOutputs } from './derive-outputs.ts';
import { deriveTokens, takesTokens, type TextFiles } from './derive-tokens.ts';
import { indexGraph } from './graph-index.ts';
import type { OnnxModel, OnnxPort } from './model-view.ts';
import { refusal } from './refusal.ts';
import type { Rewritten } from './rewrite-model.ts';

/**
 * The card that a model file says by itself: features, tensors, outputs.
 * @throws MODEL_INVALID with what to say in a card.json when the file does not say enough
 */
export function deriveCard({ model, classesOf, leftOut }: Rewritten, files: TextFiles): Draft {
  const index = indexGraph(model.graph);
  const ports = openInputs(model);
  if (ports.length === 0) throw refusal(model.file, 'has no inputs: it gives the same for every row.');
  const findings: Draft['findings'] = [];
  // Without a tokenizer the ids are columns of whole numbers, if the graph says how many.
  const tokens = takesTokens(ports, files) ? deriveTokens(model, ports, files) : null;
  const features = tokens ?? deriveInputs(model, index, ports);
  if ('findings' in features) findings.push(...features.findings);
  const outputs = deriveOutputs({
    model,
    index,
    classesOf,
    leftOut,
    labels: files.labels,
    problem: files.problem,
    findings,
  });
  const rowsPerRun = fixedRows(model, ports);
  const card: DraftCard = {
    task: outputs.kind === 'classification' && tokens ? 'text-classification' : outputs.kind,
    inputs: features.inputs,
    tensors: features.tensors,
    ...(tokens ? { tokenizer: tokens.tokenizer } : {}),
    ...(rowsPerRun === null ? {} : { rowsPerRun }),
    outputs,
  };
  if (rowsPerRun !== null) {
    findings.push({
      level: 'look',
      title: 'Fixed batch',
      text: `the graph takes exactly ${rowsPerRun} ${rowsPerRun === 1 ? 'row' : 'rows'} at once; batches are padded and cut`,
    });
  }
  return { card, findings };
}

function fixedRows(model: OnnxModel, ports: readonly OnnxPort[]): number | null {
  const fixed = new Set(ports.map(({ dims }) => dims?.[0]).filter((dim) => typeof dim === 'number'));
  if (fixed.size > 1)
    throw refusal(
      model.file,
      `takes inputs with different numbers of rows (${[...fixed].join(', ')}); export it again.`,
    );
  const [rows] = fixed;
  if (rows !== undefined && rows > 65_536)
    throw refusal(
      model.file,
      `takes exactly ${rows} rows at once, and 65,536 is the most that is taken; export it with a smaller batch.`,
    );
  return rows ?? null;
}
