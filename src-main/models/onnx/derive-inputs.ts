import type { FeatureTensor, ModelInput } from '../../contract/card.ts';
import type { ImportFinding } from '../../contract/models.ts';
import { columnUses } from './column-uses.ts';
import { elementName } from './element-types.ts';
import { type Column, integerFeature, textFeature } from './feature-hints.ts';
import type { GraphIndex } from './graph-index.ts';
import { widthOf } from './input-width.ts';
import { featureNames } from './metadata-names.ts';
import { missingValues } from './missing-values.ts';
import type { OnnxModel, OnnxPort } from './model-view.ts';
import { refusal } from './refusal.ts';

export interface DerivedInputs {
  inputs: ModelInput[];
  tensors: FeatureTensor[];
  findings: ImportFinding[];
}

const mostFeatures = 100_000;
/** Features whose values are looked for in the graph. */
const mostHints = 2_000;

/** Inputs that people give: those without a default inside. */
export function openInputs({ graph }: OnnxModel): OnnxPort[] {
  const constants = new Set(graph.initializers.map(({ name }) => name));
  return graph.inputs.filter(({ name }) => !constants.has(name));
}

/**
 * Features by the shapes of the inputs: [rows] and [rows, 1] are one feature that goes by the input's name; [rows, k] and
 * [rows, a, b, …] are as many as a row has values, numbered.
 * @throws MODEL_INVALID when the file does not say how many, or of what type
 */
export function deriveInputs(model: OnnxModel, index: GraphIndex, ports: readonly OnnxPort[]): DerivedInputs {
  const derived: DerivedInputs = { inputs: [], tensors: [], findings: [] };
  const shapes = ports.map((port) => ({ port, ...rowShape(model, index, port, derived.findings) }));
  const total = shapes.reduce((sum, { count }) => sum + count, 0);
  if (total > mostFeatures) throw tooManyFeatures(model, ports);
  const known = featureNames(model, total);
  const takesMissing = missingValues(model, index);
  const usesOf = columnUses(model, index);
  const taken = new Set<string>();
  for (const { port, dims, count, vector } of shapes) {
    const type = featureType(model, port);
    const acceptsMissing = type === 'number' && takesMissing(port.name);
    const names: string[] = [];
    for (let column = 0; column < count; column++) {
      const given = known?.[taken.size] ?? (count === 1 ? port.name : `${port.name}_${column}`);
      const name = unusedName(given, taken);
      taken.add(name);
      names.push(name);
      const place = (): Column => ({ model, index, uses: usesOf(port.name, column) });
      const isLookedAt = !dims && taken.size <= mostHints;
      if (type === 'integer' && isLookedAt) derived.inputs.push(integerFeature(place(), name));
      else if (type === 'text' && isLookedAt) derived.inputs.push(textFeature(place(), name));
      else derived.inputs.push({ name, type, ...(acceptsMissing ? { acceptsMissing } : {}) });
    }
    derived.tensors.push({
      kind: 'features',
      name: port.name,
      type: elementName(port.elementType) as FeatureTensor['type'],
      features: names,
      shape: vector ? 'vector' : 'matrix',
      ...(dims ? { dims } : {}),
    });
  }
  return derived;
}

function unusedName(name: string, taken: ReadonlySet<string>): string {
  let unused = name.slice(0, 200) || 'x';
  while (taken.has(unused)) unused += '_';
  return unused;
}

/** What one row takes: how many values, in which trailing dimensions when there are several. */
function rowShape(
  model: OnnxModel,
  index: GraphIndex,
  { name, dims }: OnnxPort,
  findings: ImportFinding[],
): { count: number; vector: boolean; dims?: number[] } {
  if (dims?.length === 0) {
    throw refusal(
      model.file,
      `takes "${name}" as a single number instead of one for each row; export it with a batch dimension.`,
      name,
    );
  }
  if (dims?.length === 1) return { count: 1, vector: true };
  const trailing = dims?.slice(1) ?? [''];
  if (trailing.every((dim) => typeof dim === 'number')) {
    const count = trailing.reduce((all, dim) => all * dim, 1);
    return trailing.length === 1 ? { count, vector: false } : { count, vector: false, dims: trailing };
  }
  const width = trailing.length === 1 ? widthOf(model, index, name) : null;
  if (!width) {
    throw refusal(
      model.file,
      `does not say how many values "${name}" takes for a row ([${dims?.join(', ') ?? '?'}]); export it with a fixed number of columns, or say the features in a card.json beside it.`,
      name,
    );
  }
  findings.push({
    level: width.sure ? 'checked' : 'look',
    title: 'Columns counted',
    text: `"${name}" does not say how many columns it takes; ${width.sure ? `the weights expect ${width.width}` : `the highest that is used is the ${width.width}th, and that many are asked for`}`,
  });
  return { count: width.width, vector: false };
}

function featureType(
  model: OnnxModel,
  { name, elementType }: OnnxPort,
): 'number' | 'integer' | 'boolean' | 'text' {
  const type = elementName(elementType);
  if (/^float(16|32|64)$/u.test(type)) return 'number';
  if (/^u?int(8|16|32|64)$/u.test(type)) return 'integer';
  if (type === 'bool') return 'boolean';
  if (type === 'string') return 'text';
  throw refusal(
    model.file,
    `takes "${name}" as ${elementType === 0 ? 'a tensor of unknown type' : type}, which cannot be given; export it with float32.`,
    name,
  );
}

function tooManyFeatures(model: OnnxModel, ports: readonly OnnxPort[]): Error {
  const shapes = ports.map(({ name, dims }) => `"${name}" [${dims?.join(', ') ?? '?'}]`).join(', ');
  return refusal(
    model.file,
    `takes more than ${mostFeatures.toLocaleString('en-GB')} values for a row (${shapes}); if it is a picture, say so in a card.json beside it.`,
  );
}
