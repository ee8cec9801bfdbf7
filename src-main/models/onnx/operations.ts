import { toFailure } from '../../contract/failure.ts';
import { basename, dirname } from 'node:path';
import type { DraftOutcome, ModelOperations } from '../operations.ts';
import { checkedFindings, checkModel } from './check-model.ts';
import { deriveCard } from './derive-card.ts';
import { openExternalData } from './external-data.ts';
import { inlineWeights } from './inline-weights.ts';
import { readModelFile, writeModelFile } from './model-file.ts';
import { outlineOf } from './outline.ts';
import { readModel } from './read-model.ts';
import { type Rewritten, rewriteModel } from './rewrite-model.ts';
import { setLocale } from './set-locale.ts';
import { splice } from './splice.ts';
import { readTextFiles } from './text-files.ts';

type Handlers = {
  [Name in keyof ModelOperations]: (
    payload: ModelOperations[Name]['payload'],
  ) => ModelOperations[Name]['result'];
};

/** What an engine process does with a model file before the runtime may see it. */
export const modelOperations: Handlers = {
  'model.inspect': ({ path }) => {
    const { bytes, sha256 } = readModelFile(path);
    const model = readModel(bytes, basename(path));
    checkModel(model);
    using external = openExternalData(model, dirname(path));
    return {
      outline: outlineOf(model),
      findings: checkedFindings(model, external),
      sizeBytes: bytes.length,
      sha256,
    };
  },
  'model.take': ({ path, outPath, tokenizerPath, configPath }) => {
    const { bytes, sha256: sourceSha256 } = readModelFile(path);
    const read = readModel(bytes, basename(path));
    checkModel(read);
    using external = openExternalData(read, dirname(path));
    const rewritten = rewriteModel(read);
    const draft = draftOf(rewritten, tokenizerPath, configPath);
    const locale = setLocale(read, process.platform);
    const edits = [...rewritten.edits, ...locale.edits, ...inlineWeights(read, external)];
    const pieces = edits.length === 0 ? [bytes] : splice(bytes, { from: 0, to: bytes.length }, edits);
    const { sha256, sizeBytes } = writeModelFile(outPath, pieces);
    return {
      outline: outlineOf(rewritten.model),
      findings: [
        ...checkedFindings(read, external),
        ...rewritten.findings,
        ...locale.findings,
        ...(draft.ok ? draft.findings : []),
      ],
      draft,
      sha256,
      sizeBytes,
      sourceSha256,
    };
  },
};

/** A model whose file does not say enough can still go with a card that comes beside it. */
function draftOf(
  rewritten: Rewritten,
  tokenizerPath: string | null,
  configPath: string | null,
): DraftOutcome {
  try {
    const { card, findings } = deriveCard(rewritten, readTextFiles(tokenizerPath, configPath));
    return { ok: true, card, findings };
  } catch (error) {
    return { ok: false, failure: toFailure(error) };
  }
}
