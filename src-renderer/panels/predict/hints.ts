import type { ModelCard, ModelInput } from '../../../src-main/contract/index.ts';
import { defaultWords } from '../../state/choices.ts';
import { isNumber, seenWords } from '../../state/predict/seen.ts';
import { count, plural } from '../../ui/format/numbers.ts';

/** A piece of text is about so many characters a token, in English. */
const charsPerToken = 4.5;

/** What a field may hold, and what happens while it is empty. */
export function hintOf(card: ModelCard, input: ModelInput, text: string): string {
  const fallback = defaultWords(input);
  if (text.trim() === '') {
    if (fallback !== null) return `empty: default ${fallback} is used`;
    if (input.acceptsMissing) return 'empty: the model sees it missing';
  }
  if (isNumber(input)) {
    return seenWords(card, input) ?? (input.type === 'integer' ? 'a whole number' : '');
  }
  switch (input.type) {
    case 'category':
      return input.values.length > 4 ? plural(input.values.length, 'known value') : '';
    case 'text':
      return tokenHint(card, input.name, text);
    case 'image':
      return 'PNG, JPEG, WebP and the like; paste works too';
    default:
      return '';
  }
}

function tokenHint(card: ModelCard, feature: string, text: string): string {
  const reads = card.tensors.some((tensor) => tensor.kind === 'tokens' && tensor.feature === feature);
  const most = reads ? card.tokenizer?.maxTokens : undefined;
  const length = text === '' ? '' : `${plural(text.length, 'character')}, `;
  if (most === undefined) return text === '' ? 'any text' : plural(text.length, 'character');
  const about = Math.round(text.length / charsPerToken);
  if (about > most) return `${length}more than the ${count(most)} tokens that are read: the end may be cut`;
  return `${length}at most ${count(most)} tokens are read`;
}
