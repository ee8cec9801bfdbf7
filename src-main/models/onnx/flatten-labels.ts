import type { ImportFinding } from '../../contract/models.ts';
import { editNode } from './edit-node.ts';
import { elementName } from './element-types.ts';
import type { GraphIndex } from './graph-index.ts';
import type { OnnxModel, OnnxNode, OnnxPort } from './model-view.ts';
import type { Edit } from './splice.ts';
import { messageField, textField, varintField } from './wire.ts';

export interface FlattenedLabels {
  edits: Edit[];
  findings: ImportFinding[];
  /** What stands in the place of a node. */
  nodes: Map<OnnxNode, OnnxNode[]>;
}

const int64 = 7;
const shapeName = 'foredeck/rows';

/**
 * Class names picked from a list come as [1, rows], and some exporters leave them so (skl2onnx for quadratic
 * discriminants), while an output has one row for each row: a Reshape behind them makes [rows].
 */
export function flattenLabels(
  model: OnnxModel,
  index: GraphIndex,
  outputs: readonly OnnxPort[],
): FlattenedLabels {
  const result: FlattenedLabels = { edits: [], findings: [], nodes: new Map() };
  const hasReshape = model.opsets.some(({ domain, version }) => domain === '' && version >= 5);
  for (const { name, elementType } of outputs) {
    const maker = index.maker(name);
    const isClass = ['string', 'int64', 'int32'].includes(elementName(elementType));
    if (!maker || !isClass || !hasReshape || maker.outputs.length !== 1 || index.takers(name).length > 0)
      continue;
    if (!isPicked(index, name)) continue;
    const before = `${name}/before`;
    const renamed: OnnxNode = { ...maker, outputs: [before] };
    const reshape: OnnxNode = {
      ...maker,
      operator: 'Reshape',
      domain: '',
      name: '',
      inputs: [before, shapeName],
      outputs: [name],
      attributes: [],
    };
    const first = result.nodes.size === 0;
    result.nodes.set(maker, [renamed, reshape]);
    result.edits.push({
      whole: maker.whole,
      parts: [
        ...editNode(model.bytes, maker, (field) => field.number !== 2, [textField(2, before)]),
        messageField(
          1,
          textField(1, before),
          textField(1, shapeName),
          textField(2, name),
          textField(4, 'Reshape'),
        ),
        // The initializer [-1]: all rows, whatever their number.
        ...(first
          ? [
              messageField(
                5,
                varintField(1, 1),
                varintField(2, int64),
                textField(8, shapeName),
                messageField(9, Buffer.alloc(8, 0xff)),
              ),
            ]
          : []),
      ],
    });
    result.findings.push({
      level: 'changed',
      title: 'Shape of the classes',
      text: `"${name}" came as [1, rows] and is given as [rows]`,
    });
  }
  return result;
}

/** Whether a value is picked from a constant list, and only handed on in the same shape after that. */
function isPicked(index: GraphIndex, name: string): boolean {
  let node = index.maker(name);
  for (let steps = 0; node && steps < 20; steps++) {
    const [first = ''] = node.inputs;
    if (node.operator === 'ArrayFeatureExtractor') return index.constant(first) !== undefined;
    if (node.operator !== 'Identity' && node.operator !== 'Cast') return false;
    node = index.maker(first);
  }
  return false;
}
