import type { ModelCard, ModelTensor } from '../../contract/card.ts';
import { failed } from '../../contract/failure.ts';
import type { GraphOutline } from '../../contract/models.ts';
import { createDecoder } from '../../domain/decoding/decoder.ts';

type Port = GraphOutline['inputs'][number];

/**
 * Holds a card against the model it is about: tensors, types, shapes, names of outputs. What outputs hold is seen when it
 * runs: exporters often write wrong shapes for them.
 * @returns the rows the graph takes at once when that is fixed, else null
 * @throws MODEL_INVALID with the first contradiction in one sentence
 */
export function checkCard(
  card: ModelCard,
  { inputs, outputs }: Pick<GraphOutline, 'inputs' | 'outputs'>,
): number | null {
  // Both may have a hundred thousand.
  const ports = new Map(inputs.map((port) => [port.name, port]));
  for (const tensor of card.tensors) checkTensor(card, tensor, ports);
  const fed = new Set(card.tensors.map(({ name }) => name));
  const unfed = inputs.find(({ name }) => !fed.has(name));
  if (unfed) throw contradiction(card, `the model's input "${unfed.name}" has no tensor in the card`);
  checkOutputs(card, outputs);
  const fixed = new Set(inputs.map(({ dims }) => dims[0]).filter((dim) => typeof dim === 'number'));
  const [rows = null] = fixed;
  if (fixed.size > 1) {
    throw contradiction(card, `its inputs take different numbers of rows (${[...fixed].join(', ')})`);
  }
  if (rows !== null && card.rowsPerRun && card.rowsPerRun !== rows) {
    throw contradiction(card, `it says ${card.rowsPerRun} rows a run and the model takes ${rows}`);
  }
  return rows;
}

function contradiction(card: ModelCard, what: string) {
  return failed('MODEL_INVALID', `the card of ${card.name} does not fit its model: ${what}`);
}

function checkTensor(card: ModelCard, tensor: ModelTensor, ports: ReadonlyMap<string, Port>): void {
  const { name } = tensor;
  const port = ports.get(name);
  if (!port) {
    throw contradiction(
      card,
      `"${name}" is no input of the model, which takes ${namesOf([...ports.values()])}`,
    );
  }
  if (port.type !== tensor.type) {
    throw contradiction(card, `"${name}" is ${tensor.type} in the card and ${port.type} in the model`);
  }
  // A graph may leave its shapes unsaid.
  if (port.dims.length === 0) return;
  const wanted = dimsOf(card, tensor);
  const fits =
    wanted.length === port.dims.length &&
    wanted.every((dim, at) => dim === null || typeof port.dims[at] !== 'number' || port.dims[at] === dim);
  if (!fits) {
    throw contradiction(
      card,
      `"${name}" is [${['rows', ...wanted.slice(1).map((dim) => dim ?? 'any')].join(', ')}] in the card and [${shapeText(port)}] in the model`,
    );
  }
}

/** Null = any length. */
function dimsOf(card: ModelCard, tensor: ModelTensor): (number | null)[] {
  if (tensor.kind === 'features') {
    if (tensor.dims) return [null, ...tensor.dims];
    return tensor.shape === 'vector' ? [null] : [null, tensor.features.length];
  }
  if (tensor.kind === 'tokens') {
    return [null, card.tokenizer?.padToMax ? card.tokenizer.maxTokens : null];
  }
  const channels = tensor.channels === 'L' ? 1 : 3;
  return tensor.layout === 'NCHW'
    ? [null, channels, tensor.height, tensor.width]
    : [null, tensor.height, tensor.width, channels];
}

function checkOutputs(card: ModelCard, ports: readonly Port[]): void {
  for (const name of createDecoder(card).outputs) {
    if (!ports.some((port) => port.name === name)) {
      throw contradiction(card, `"${name}" is no output of the model, which gives ${namesOf(ports)}`);
    }
  }
}

function namesOf(ports: readonly Port[]): string {
  const names = ports.slice(0, 8).map(({ name }) => name);
  return `${names.join(', ')}${ports.length > names.length ? ` and ${ports.length - names.length} more` : ''}`;
}

function shapeText({ dims }: Port): string {
  return dims.map((dim) => (dim === '' ? 'any' : dim)).join(', ');
}
