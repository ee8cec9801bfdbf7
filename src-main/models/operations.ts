import type { Failure } from '../contract/failure.ts';
import type { GraphOutline, ImportFinding } from '../contract/models.ts';
import type { DraftCard } from './onnx/draft-card.ts';

/** The card a model file says by itself, or why it does not say enough (and what to say in a card.json). */
export type DraftOutcome =
  | { ok: true; card: DraftCard; findings: ImportFinding[] }
  | { ok: false; failure: Failure };

/**
 * What an engine process can be asked to do with a model file, before the runtime sees it: name, payload and result of
 * each call. Both read the whole file and check it, and refuse it with MODEL_INVALID in one sentence. Weights in other
 * files are read from the folder of `path` alone.
 */
export interface ModelOperations {
  'model.inspect': {
    payload: { path: string };
    result: { outline: GraphOutline; findings: ImportFinding[]; sizeBytes: number; sha256: string };
  };
  /**
   * Writes the model to `outPath`, a new file, as it will be run: one file with its weights in it, every output a tensor.
   * The outline is of what was written; `findings` hold those of the draft too.
   */
  'model.take': {
    payload: {
      path: string;
      outPath: string;
      /** tokenizer.json and config.json beside the model, where there are any. */
      tokenizerPath: string | null;
      configPath: string | null;
    };
    result: {
      outline: GraphOutline;
      findings: ImportFinding[];
      draft: DraftOutcome;
      sha256: string;
      sizeBytes: number;
      sourceSha256: string;
    };
  };
}
