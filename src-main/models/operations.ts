import type { Failure } from '../contract/failure.ts';
import type { GraphOutline, GraphPort, ImportFinding } from '../contract/models.ts';
import type { ModelMetadata, ServerMetadata } from '../domain/oip/index.ts';
import type { RemotePlace } from '../domain/remote-model.ts';
import type { DraftCard } from './onnx/draft-card.ts';

/** The card a model file says by itself, or why it does not say enough (and what to say in a card.json). */
export type DraftOutcome =
  | { ok: true; card: DraftCard; findings: ImportFinding[] }
  | { ok: false; failure: Failure };

/**
 * What an engine process can be asked to do with a model file, before the runtime sees it: name, payload and result of
 * each call. Those of a file read the whole of it and check it, and refuse it with MODEL_INVALID in one sentence. Weights in other
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
  /**
   * Asks another server what it is and what its model takes and gives; refused with REMOTE_FAILED when it does not say it
   * or the model takes no requests now.
   */
  'remote.look': {
    payload: RemotePlace & { token: string | null };
    result: {
      server: ServerMetadata;
      model: Pick<ModelMetadata, 'platform' | 'versions'>;
      ports: { inputs: GraphPort[]; outputs: GraphPort[] };
      /** What the ports say of a card by themselves. */
      draft: DraftOutcome;
    };
  };
}
