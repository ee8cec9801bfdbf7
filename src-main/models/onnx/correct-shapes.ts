import type { ImportFinding } from '../../contract/models.ts';
import type { GraphIndex } from './graph-index.ts';
import type { OnnxModel, OnnxPort } from './model-view.ts';
import { outputWidth } from './output-width.ts';
import type { Edit } from './splice.ts';
import { messageField, textField } from './wire.ts';

/**
 * Outputs whose declared number of columns is not what the weights make (skl2onnx declares [rows, 1] for trees with two
 * targets) lose their declaration; the runtime finds the shape by itself.
 */
export function correctShapes(
  model: OnnxModel,
  index: GraphIndex,
  outputs: OnnxPort[],
): { edits: Edit[]; findings: ImportFinding[] } {
  const edits: Edit[] = [];
  const findings: ImportFinding[] = [];
  for (const [at, port] of outputs.entries()) {
    const [rows, said] = port.dims ?? [];
    const width = outputWidth(model, index, port);
    const original = model.graph.outputs.includes(port);
    if (!original || port.dims?.length !== 2 || rows === undefined || typeof said !== 'number') continue;
    if (width === null || width === said) continue;
    outputs[at] = { ...port, dims: [rows, width] };
    edits.push({ whole: port.whole, parts: [messageField(12, textField(1, port.name))] });
    findings.push({
      level: 'changed',
      title: 'Shape of an output',
      text: `"${port.name}" says ${said} a row, and its weights make ${width}`,
    });
  }
  return { edits, findings };
}
