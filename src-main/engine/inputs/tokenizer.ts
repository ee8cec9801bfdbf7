import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { failed } from '../../contract/failure.ts';
import { type Tokenizer, tokenizerBytesMax, type TokenRow } from '../../domain/encoding/tokens.ts';

interface TokenizerFile {
  padding?: { pad_id?: number; pad_token?: string } | null;
}

/**
 * What lies behind so many characters for each token that is kept is not looked at: a text of megabytes would take
 * seconds and hundreds of megabytes to be cut into tokens that are then thrown away. No language comes near.
 */
const charactersPerToken = 100;

/**
 * Reads a Hugging Face `tokenizer.json` (format: https://github.com/huggingface/tokenizers).
 * @throws FailureError MODEL_INVALID when it is not there or cannot be understood
 */
export async function openTokenizer(path: string): Promise<Tokenizer> {
  const name = basename(path);
  const invalid = (what: string) => failed('MODEL_INVALID', `${name}: ${what}`, { details: { file: name } });
  const bytes = await readFile(path).catch(() => {
    throw invalid('is missing beside the model, and its card names it; import the model again');
  });
  if (bytes.length > tokenizerBytesMax) throw invalid('is larger than 64 MB');
  // Loaded only here, so that engines without texts pay nothing.
  const { Tokenizer: HfTokenizer } = await import('@huggingface/tokenizers');
  let file: TokenizerFile;
  let tokenizer: InstanceType<typeof HfTokenizer>;
  let around: { before: TokenRow; after: TokenRow };
  try {
    file = JSON.parse(bytes.toString('utf8')) as TokenizerFile;
    tokenizer = new HfTokenizer(file, {});
    around = specialTokens(tokenizer);
  } catch (error) {
    throw invalid(`cannot be understood: ${error instanceof Error ? error.message : String(error)}`);
  }
  const { before, after } = around;
  const specials = before.ids.length + after.ids.length;
  return {
    padId: file.padding?.pad_id ?? padIdOf(tokenizer),
    encode(text, maxTokens) {
      const looked = text.slice(0, maxTokens * charactersPerToken);
      const content = tokenizer.encode(looked, { add_special_tokens: false }).ids;
      const room = Math.max(0, maxTokens - specials);
      const kept = content.length > room ? content.slice(0, room) : content;
      return {
        ids: [...before.ids, ...kept, ...after.ids].slice(0, maxTokens),
        types: [...before.types, ...kept.map(() => 0), ...after.types].slice(0, maxTokens),
      };
    },
  };
}

interface Encodes {
  encode(
    text: string,
    options: { add_special_tokens: boolean; return_token_type_ids: true },
  ): { ids: number[]; token_type_ids?: number[] };
  token_to_id(token: string): number | undefined;
}

/** What the tokenizer puts before and after every text ([CLS] and [SEP] with BERT), found by looking. */
function specialTokens(tokenizer: Encodes): { before: TokenRow; after: TokenRow } {
  const options = { return_token_type_ids: true } as const;
  const bare = tokenizer.encode('a', { ...options, add_special_tokens: false }).ids;
  const whole = tokenizer.encode('a', { ...options, add_special_tokens: true });
  // Tokenizers without a template for pairs name no types.
  const types = whole.token_type_ids ?? whole.ids.map(() => 0);
  const length = whole.ids.length - bare.length;
  for (let start = 0; start <= length; start++) {
    if (!bare.every((id, index) => whole.ids[start + index] === id)) continue;
    const part = (from: number, to?: number): TokenRow => ({
      ids: whole.ids.slice(from, to),
      types: types.slice(from, to),
    });
    return { before: part(0, start), after: part(start + bare.length) };
  }
  throw new Error('its special tokens do not stand around the text');
}

const padTokens = ['[PAD]', '<pad>', '<|pad|>', '</s>'];

function padIdOf(tokenizer: Encodes): number {
  for (const token of padTokens) {
    const id = tokenizer.token_to_id(token);
    if (id !== undefined) return id;
  }
  return 0;
}
