import type { ModelCard, TokenTensor } from '../../contract/card.ts';
import { elementName } from './element-types.ts';
import type { OnnxModel, OnnxPort } from './model-view.ts';
import { refusal } from './refusal.ts';

/** What lies beside a model of a Hugging Face export. */
export interface TextFiles {
  /** Longest text in tokens that tokenizer.json cuts to, when it says so. Null: there is no tokenizer. */
  tokenizer: { maxTokens: number | null } | null;
  /** From config.json. */
  labels: string[] | null;
  maxPositions: number | null;
  /** `regression`, `multi_label_classification` … */
  problem: string | null;
}

const parts: ReadonlyMap<string, TokenTensor['part']> = new Map([
  ['input_ids', 'ids'],
  ['attention_mask', 'mask'],
  ['token_type_ids', 'types'],
]);
const usualTokens = 512;

/** Whether the inputs are the tokens of a text: there is a tokenizer, or nothing else they could be. */
export function takesTokens(ports: readonly OnnxPort[], { tokenizer }: TextFiles): boolean {
  const ids = ports.find(({ name }) => name === 'input_ids');
  return ids !== undefined && (tokenizer !== null || typeof ids.dims?.[1] !== 'number');
}

/**
 * One text feature that the tokenizer turns into the inputs.
 * @throws MODEL_INVALID without a tokenizer, or for an input that no tokenizer makes
 */
export function deriveTokens(
  model: OnnxModel,
  ports: readonly OnnxPort[],
  files: TextFiles,
): Required<Pick<ModelCard, 'inputs' | 'tensors' | 'tokenizer'>> {
  const { file } = model;
  if (!files.tokenizer)
    throw refusal(
      file,
      'takes the tokens of a text (input_ids), and there is no tokenizer.json beside it; import the folder with both.',
    );
  const lengths = new Set<number>();
  const tensors = ports.map(({ name, elementType, dims }): TokenTensor => {
    const part = parts.get(name);
    const type = elementName(elementType);
    if (!part || (type !== 'int64' && type !== 'int32') || dims?.length !== 2) {
      throw refusal(
        file,
        `takes "${name}" (${type} [${dims?.join(', ') ?? '?'}]) beside the tokens of a text, which no tokenizer makes; export it without.`,
        name,
      );
    }
    if (typeof dims[1] === 'number') lengths.add(dims[1]);
    return { kind: 'tokens', name, type, feature: 'text', part };
  });
  if (lengths.size > 1)
    throw refusal(file, `takes tokens of different lengths (${[...lengths].join(', ')}); export it again.`);
  const [fixed] = lengths;
  const longest = Math.min(
    files.tokenizer.maxTokens ?? Number.POSITIVE_INFINITY,
    files.maxPositions ?? Number.POSITIVE_INFINITY,
  );
  return {
    inputs: [{ name: 'text', type: 'text' }],
    tensors,
    tokenizer: {
      file: 'tokenizer.json',
      maxTokens: fixed ?? (Number.isFinite(longest) ? longest : usualTokens),
      padToMax: fixed !== undefined,
    },
  };
}
