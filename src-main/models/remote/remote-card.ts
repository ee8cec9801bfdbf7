import { createHash } from 'node:crypto';
import { type ModelCard, modelCardSchema } from '../../contract/card.ts';
import { failed } from '../../contract/failure.ts';
import type { GraphOutline, ImportFinding } from '../../contract/models.ts';
import { canonicalPlace, type RemotePlace } from '../../domain/remote-model.ts';
import { checkCard } from '../importing/check-card.ts';
import type { LookedAt } from '../importing/checker.ts';
import { titleOf } from '../importing/make-card.ts';

/** A model here whose card the remote one shares, and what its graph gives. */
export interface Twin {
  card: ModelCard;
  outline: GraphOutline;
}

/**
 * The card of a model that runs elsewhere: the twin's, when that fits what the server says, or one made of that alone.
 * @throws MODEL_INVALID in one sentence
 */
export function remoteCard(
  place: RemotePlace,
  { ports, draft }: LookedAt,
  name: string,
  twin: Twin | null,
): { card: ModelCard; findings: ImportFinding[] } {
  const sha256 = createHash('sha256').update(canonicalPlace(place)).digest('hex');
  const findings: ImportFinding[] = [];
  let card: ModelCard;
  if (twin) {
    card = { ...twin.card, name, sha256, provenance: { remote: place, cardOf: idOf(twin.card) } };
    findings.push(...checkTwin(twin, ports));
  } else if (draft.ok) {
    card = modelCardSchema.parse({
      format: 1,
      ...draft.card,
      name,
      version: '1',
      title: titleOf(name),
      summary: `Runs on ${place.url}.`,
      provenance: { remote: place },
      sha256,
    });
    findings.push(...draft.findings, {
      level: 'look',
      title: 'Card',
      text: `made from what the server says: ${card.inputs.length} ${card.inputs.length === 1 ? 'input' : 'inputs'}; names of features and classes may be better in the card of a model here`,
    });
  } else {
    const { message } = draft.failure;
    throw failed(
      'MODEL_INVALID',
      `what ${place.url} says of ${place.model} is not enough for a card: ${message} Name a model here whose card it shares.`,
      { details: { field: 'cardOf', hint: 'On the command line: --card-of NAME' } },
    );
  }
  if (ports.inputs.length === 0) return { card, findings };
  const rowsPerRun = checkCard(card, { inputs: ports.inputs, outputs: outputsOf(ports, twin) });
  return { card: rowsPerRun !== null && !card.rowsPerRun ? { ...card, rowsPerRun } : card, findings };
}

function checkTwin({ card, outline }: Twin, ports: LookedAt['ports']): ImportFinding[] {
  if (ports.inputs.length === 0) {
    const text = `the server says nothing of inputs; what ${idOf(card)} takes is sent, and only the probe run shows whether that fits`;
    return [{ level: 'look', title: 'Card against server', text }];
  }
  for (const port of ports.outputs) {
    const own = outline.outputs.find(({ name }) => name === port.name);
    if (!own || own.type === port.type || own.type === 'unknown') continue;
    throw failed(
      'MODEL_INVALID',
      `the card of ${idOf(card)} does not fit: "${port.name}" is ${own.type} there and ${port.type} on the server`,
    );
  }
  const inputs = ports.inputs.length;
  return [
    {
      level: 'checked',
      title: 'Card against server',
      text: `that of ${idOf(card)}; ${inputs} of ${inputs} tensors agree in name, type and shape`,
    },
  ];
}

/** A server that names no outputs is taken to give what the twin gives. */
function outputsOf(ports: LookedAt['ports'], twin: Twin | null): LookedAt['ports']['outputs'] {
  return ports.outputs.length > 0 || !twin ? ports.outputs : twin.outline.outputs;
}

function idOf({ name, version }: ModelCard): string {
  return `${name}@${version}`;
}
