import type { OnnxFunction, OnnxModel, OnnxNode } from './model-view.ts';
import { knownDomains, newestIrVersion } from './operators.ts';
import { refusal } from './refusal.ts';
import { everyGraph } from './walk.ts';

const mostNodes = 100_000;
const mostFunctions = 2_000;

/**
 * Whether the runtime knows what the nodes ask for: version of the format, opsets, operators, and how many nodes there
 * are once the functions that come with the model are written out.
 * @throws MODEL_INVALID
 */
export function checkOperators(model: OnnxModel): void {
  const { file } = model;
  if (model.irVersion < 1) throw refusal(file, 'does not say its ONNX version; export it again.');
  if (model.irVersion > newestIrVersion) {
    throw refusal(
      file,
      `is written in version ${model.irVersion} of the ONNX format, and versions up to ${newestIrVersion} can be run; export it with an older one.`,
    );
  }
  if (model.functions.length > mostFunctions)
    throw refusal(
      file,
      `has ${model.functions.length} functions, and ${mostFunctions} is the most that is taken.`,
    );
  const functions = new Map(model.functions.map((made) => [functionKey(made), made]));
  for (const { opsets } of [model, ...model.functions]) checkOpsets(file, opsets);
  const imported = new Set(
    [model, ...model.functions].flatMap(({ opsets }) => opsets.map(({ domain }) => domain)),
  );
  for (const nodes of nodeLists(model)) {
    for (const node of nodes) {
      if (functions.has(functionKey({ domain: node.domain, name: node.operator }))) continue;
      checkOperator(file, node, imported);
    }
  }
  const count = writtenOut(model, functions);
  if (count > mostNodes) {
    throw refusal(
      file,
      `has ${count === Number.POSITIVE_INFINITY ? 'functions that call themselves' : `${count.toLocaleString('en-GB')} nodes`}, and ${mostNodes.toLocaleString('en-GB')} is the most that is taken.`,
    );
  }
}

function checkOpsets(file: string, opsets: OnnxModel['opsets']): void {
  for (const { domain, version } of opsets) {
    const newest = knownDomains.get(domain)?.newestOpset;
    if (newest !== undefined && (version > newest || version < 1)) {
      throw refusal(
        file,
        `uses opset ${version} of ${domain || 'ai.onnx'}, and the runtime knows 1 to ${newest}; export it with target_opset=${newest}.`,
      );
    }
  }
}

function checkOperator(
  file: string,
  { domain, operator, name }: OnnxNode,
  imported: ReadonlySet<string>,
): void {
  const known = knownDomains.get(domain);
  if (!known) {
    throw refusal(
      file,
      `needs the operator ${operator} of "${domain}", and only operators of ai.onnx, ai.onnx.ml and com.microsoft can be run; export it with those.`,
      name,
    );
  }
  if (!imported.has(domain)) {
    throw refusal(
      file,
      `uses operators of ${domain || 'ai.onnx'} (${operator}) without saying which opset; export it again.`,
      name,
    );
  }
  if (!known.operators.has(operator)) {
    throw refusal(
      file,
      `needs the operator "${operator}" of ${domain || 'ai.onnx'}, which the runtime does not have on a CPU; export it with others.`,
      name,
    );
  }
}

function* nodeLists(model: OnnxModel): Generator<readonly OnnxNode[]> {
  for (const graph of everyGraph(model)) yield graph.nodes;
  for (const made of model.functions) yield made.nodes;
}

const functionKey = ({ domain, name }: { domain: string; name: string }): string => `${domain}\n${name}`;

/** Nodes once every call of a function is replaced by what it stands for; infinite when one calls itself. */
function writtenOut(model: OnnxModel, functions: ReadonlyMap<string, OnnxFunction>): number {
  const sizes = new Map<string, number>();
  const sizeOf = (nodes: readonly OnnxNode[]): number => {
    let size = 0;
    for (const { domain, operator, attributes } of nodes) {
      size += sizeOfFunction(functionKey({ domain, name: operator })) ?? 1;
      for (const { graphs } of attributes) for (const graph of graphs) size += sizeOf(graph.nodes);
    }
    return size;
  };
  const sizeOfFunction = (key: string): number | undefined => {
    const made = functions.get(key);
    if (!made) return undefined;
    const known = sizes.get(key);
    if (known !== undefined) return known;
    // Found again while it is being counted, it calls itself.
    sizes.set(key, Number.POSITIVE_INFINITY);
    const size = sizeOf(made.nodes);
    sizes.set(key, size);
    return size;
  };
  return sizeOf(model.graph.nodes);
}
