import type { ImportFinding } from '../../contract/models.ts';
import { checkGraph } from './check-graph.ts';
import { checkOperators } from './check-operators.ts';
import { checkTensors } from './check-tensors.ts';
import type { ExternalFiles } from './external-data.ts';
import type { OnnxModel } from './model-view.ts';

/**
 * Everything that is looked at before the runtime sees the file, but files beside it.
 * @throws MODEL_INVALID, the first thing that is wrong
 */
export function checkModel(model: OnnxModel): void {
  checkOperators(model);
  checkGraph(model);
  checkTensors(model);
}

/** What was looked at, for the import report. */
export function checkedFindings(model: OnnxModel, external: ExternalFiles | null): ImportFinding[] {
  const checked = (title: string, text: string): ImportFinding => ({ level: 'checked', title, text });
  const own = model.functions.length > 0 ? `, ${model.functions.length} functions of its own` : '';
  return [
    checked(
      'Protobuf',
      `${inMegabytes(model.bytes.length)}, ${model.nodeCount.toLocaleString('en-GB')} ${model.nodeCount === 1 ? 'node' : 'nodes'}, opset ${opsetOf(model)}, ${domainsOf(model)} only${own}`,
    ),
    checked('Graph', 'every name is made once and used after that; no circles'),
    checked('Tensors', 'each holds as many bytes as its shape and type ask for'),
    external && external.data.length > 0
      ? {
          level: 'changed',
          title: 'External data',
          text: `${external.descriptors.size} ${external.descriptors.size === 1 ? 'file' : 'files'} beside the model, ${inMegabytes(external.sizeBytes)}, brought into the model; no links`,
        }
      : checked('External data', 'none; nothing outside the folder is read'),
  ];
}

function opsetOf({ opsets }: OnnxModel): string {
  return (opsets.find(({ domain }) => domain === '') ?? opsets[0])?.version.toString() ?? '?';
}

function domainsOf({ opsets }: OnnxModel): string {
  const known = new Set(opsets.map(({ domain }) => domain || 'ai.onnx'));
  const names = [...known].sort();
  return names.length > 1
    ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
    : (names[0] ?? 'no operators');
}

function inMegabytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 100_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
