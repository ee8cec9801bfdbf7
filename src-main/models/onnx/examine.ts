import { toFailure } from '../../contract/failure.ts';
import type { GraphOutline, ImportFinding } from '../../contract/models.ts';
import type { DraftOutcome } from '../operations.ts';
import { checkedFindings, checkModel } from './check-model.ts';
import { deriveCard } from './derive-card.ts';
import type { TextFiles } from './derive-tokens.ts';
import { openExternalData } from './external-data.ts';
import { inlineWeights } from './inline-weights.ts';
import { outlineOf } from './outline.ts';
import { readModel } from './read-model.ts';
import { plainText } from './refusal.ts';
import { type Rewritten, rewriteModel } from './rewrite-model.ts';
import { type Piece, splice } from './splice.ts';

export interface ModelFile {
  bytes: Buffer;
  /** What people call it. */
  file: string;
  /** Where files with its weights may lie; null = nowhere. */
  folder: string | null;
}

/** What a model file is, with what lies beside it held open. */
export interface Examined extends Disposable {
  outline: GraphOutline;
  findings: ImportFinding[];
}

/** What will be run instead of the file as it came. */
export interface Prepared extends Examined {
  draft: DraftOutcome;
  /** The new file, in pieces of the old one and of files beside it. */
  pieces: Piece[];
}

/** @throws MODEL_INVALID */
export function examineModel({ bytes, file, folder }: ModelFile): Examined {
  const model = readModel(bytes, file);
  checkModel(model);
  const external = openExternalData(model, folder);
  return {
    outline: outlineOf(model),
    findings: checkedFindings(model, external).map(readable),
    [Symbol.dispose]: external[Symbol.dispose],
  };
}

/**
 * @param texts read only for the card
 * @throws MODEL_INVALID
 */
export function prepareModel(
  { bytes, file, folder }: ModelFile,
  texts: () => TextFiles,
  platform: NodeJS.Platform,
): Prepared {
  const read = readModel(bytes, file);
  checkModel(read);
  const external = openExternalData(read, folder);
  try {
    const rewritten = rewriteModel(read, platform);
    const draft = draftOf(rewritten, texts);
    return {
      outline: outlineOf(rewritten.model),
      findings: [
        ...checkedFindings(read, external),
        ...rewritten.findings,
        ...(draft.ok ? draft.findings : []),
      ].map(readable),
      draft,
      pieces: piecesOf(bytes, rewritten, inlineWeights(read, external)),
      [Symbol.dispose]: external[Symbol.dispose],
    };
  } catch (error) {
    external[Symbol.dispose]();
    throw error;
  }
}

function piecesOf(bytes: Buffer, { edits }: Rewritten, weights: Rewritten['edits']): Piece[] {
  const all = [...edits, ...weights];
  return all.length === 0 ? [bytes] : splice(bytes, { from: 0, to: bytes.length }, all);
}

/** A model whose file does not say enough can still go with a card that comes beside it. */
function draftOf(rewritten: Rewritten, texts: () => TextFiles): DraftOutcome {
  try {
    const { card, findings } = deriveCard(rewritten, texts());
    return { ok: true, card, findings };
  } catch (error) {
    return { ok: false, failure: toFailure(error) };
  }
}

function readable({ level, title, text }: ImportFinding): ImportFinding {
  return { level, title, text: plainText(text) };
}
