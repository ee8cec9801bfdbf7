import { failed, toFailure } from '../../contract/failure.ts';
import type { GraphPort } from '../../contract/models.ts';
import type { DraftOutcome } from '../operations.ts';
import { deriveCard } from './derive-card.ts';
import { elementCode } from './element-types.ts';
import type { OnnxModel, OnnxPort } from './model-view.ts';

/**
 * The card that inputs and outputs say by themselves, where the graph between them is not to be seen: by the very rules
 * of a model file whose graph says nothing.
 * @param name of the model, for people
 */
export function draftOfPorts(
  name: string,
  ports: { inputs: readonly GraphPort[]; outputs: readonly GraphPort[] },
): DraftOutcome {
  const model = modelOf(name, ports);
  const noTexts = { tokenizer: null, labels: null, maxPositions: null, problem: null };
  try {
    const { card, findings } = deriveCard(
      { model, edits: [], findings: [], classesOf: new Map(), leftOut: [] },
      noTexts,
    );
    return { ok: true, card, findings };
  } catch (error) {
    const failure = toFailure(error);
    if (failure.code !== 'MODEL_INVALID') throw error;
    // There is no file, and so nothing beside it.
    const message = failure.message
      .replaceAll(/; import the folder with both/gu, '')
      .replaceAll(/in a card\.json beside it( that says what it means)?/gu, 'by the card of a model here')
      .replaceAll('needs a card.json beside it that says', 'needs the card of a model here that says');
    return { ok: false, failure: failed('MODEL_INVALID', message).failure };
  }
}

const nowhere = { from: 0, to: 0 };

function modelOf(
  name: string,
  { inputs, outputs }: { inputs: readonly GraphPort[]; outputs: readonly GraphPort[] },
): OnnxModel {
  const portOf = ({ name: port, type, dims }: GraphPort): OnnxPort => ({
    name: port,
    whole: nowhere,
    kind: 'tensor',
    elementType: elementCode(type),
    // Metadata names no dimensions, and the first one of most is that of the rows.
    dims: dims.map((dim, at) => (at === 0 && dim === '' ? 'rows' : dim)),
  });
  return {
    bytes: Buffer.alloc(0),
    file: name,
    irVersion: 0,
    producer: '',
    opsets: [],
    metadata: [],
    graph: {
      name,
      whole: nowhere,
      message: nowhere,
      nodes: [],
      initializers: [],
      sparseInitializers: [],
      inputs: inputs.map(portOf),
      outputs: outputs.map(portOf),
      valueInfo: new Map(),
    },
    functions: [],
    nodeCount: 0,
  };
}
