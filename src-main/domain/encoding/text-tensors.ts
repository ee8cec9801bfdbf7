import type { ModelCard, TokenTensor } from '../../contract/card.ts';
import { failed } from '../../contract/failure.ts';
import type { TensorValue } from '../tensor.ts';
import type { SourcedFeature, TensorFiller } from './tensor-filler.ts';
import { textColumn } from './text-columns.ts';
import { type TokenRow, tokenTensor, type Tokenizer } from './tokens.ts';

/** The tensors of tokens that are made from one text: ids, mask and types of the same tokens. @throws MODEL_INVALID */
export function textTensors(
  tensors: readonly TokenTensor[],
  feature: SourcedFeature,
  { maxTokens, padToMax }: NonNullable<ModelCard['tokenizer']>,
  tokenizer: Tokenizer,
): TensorFiller {
  const { input } = feature;
  if (input.type === 'image') {
    throw failed('MODEL_INVALID', `${input.name} is a picture, and the card makes tokens of it`);
  }
  const texts: string[] = [];
  const fill = textColumn(input, feature.missing, { values: texts, first: 0, stride: 1 });
  let tokens: TokenRow[] = [];
  return {
    features: [feature],
    fill(cellsOf, rows, marks, first) {
      fill(cellsOf(0), marks, first);
      tokens = texts.slice(0, rows).map((text) => tokenizer.encode(text, maxTokens));
    },
    feed(_rows, into) {
      for (const tensor of tensors) {
        into[tensor.name] = {
          type: tensor.type,
          ...tokenTensor(tokens, tensor, tokenizer.padId, padToMax ? maxTokens : null),
        } as TensorValue;
      }
    },
  };
}
