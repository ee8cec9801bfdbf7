import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { failed, toFailure } from '../../contract/failure.ts';
import type { ProbeRequest, ProbeResult } from '../importing/checker.ts';
import { probeModel, type ProbeSession } from './probe-model.ts';

export type { ProbeTensor } from './probe-feeds.ts';
export type { ProbeSession } from './probe-model.ts';

/**
 * `model.probe` of an engine process: loads a model, runs it on made-up rows and lets go of it.
 * @param open loads the model at a path, whose sha256 is known
 */
export function probeOperation(
  open: (modelPath: string, sha256: string) => Promise<ProbeSession & { close(): Promise<void> }>,
): { 'model.probe'(request: ProbeRequest): Promise<ProbeResult> } {
  return {
    'model.probe': async ({ modelPath, sha256, card }) => {
      if (card.tokenizer) checkTokenizer(join(dirname(modelPath), card.tokenizer.file));
      const session = await open(modelPath, sha256);
      try {
        return await probeModel(session, card);
      } catch (error) {
        const failure = toFailure(error);
        if (failure.code !== 'BAD_REQUEST') throw error;
        // What was fed is what the card says, so a refusal of the runtime is about the two of them.
        throw failed(
          'MODEL_INVALID',
          `it could not be run on rows as its card describes them: ${failure.message}`,
        );
      } finally {
        await session.close();
      }
    },
  };
}

function checkTokenizer(path: string): void {
  let tokenizer: unknown;
  try {
    tokenizer = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw failed('MODEL_INVALID', 'tokenizer.json is no JSON that can be read');
  }
  if (typeof tokenizer !== 'object' || tokenizer === null || !('model' in tokenizer)) {
    throw failed('MODEL_INVALID', 'tokenizer.json is no tokenizer: it has no model in it');
  }
}
