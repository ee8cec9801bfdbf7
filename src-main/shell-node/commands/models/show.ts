import type { ModelCard, ModelInput } from '../../../contract/card.ts';
import type { GraphOutline, ModelDetail, ModelSummary } from '../../../contract/models.ts';
import * as text from '../../text.ts';
import { reportText } from './import.ts';
import { modelCommand } from './with-models.ts';

export const show = modelCommand(
  'show',
  'show what a model takes and gives',
  'NAME[@VERSION]',
  async (models, model) => {
    const detail = await models.show(model);
    return { json: detail, text: detailText(detail) };
  },
);

function detailText({ summary, card, outline, report }: ModelDetail): string {
  const heads = [
    { title: 'FEATURE' },
    { title: 'TYPE' },
    { title: 'UNIT' },
    { title: 'DEFAULT' },
    { title: 'VALUES' },
  ];
  const features = card.inputs.map((input) => [
    text.plain(input.name),
    input.type,
    'unit' in input ? (input.unit ?? '') : '',
    text.plain(String(input.default ?? '')),
    text.plain(allowedValues(input)),
  ]);
  const parts = [
    `${text.plain(card.title)} (${card.name}@${card.version})\n${text.plain(card.summary)}\nGives ${text.plain(givesText(card))}.\n`,
    text.pairs([
      ['aliases', summary.aliases.join(', ') || 'none'],
      ['state', summary.residency.state],
      ...(summary.remote ? remoteFacts(summary.remote, outline) : fileFacts(summary, outline)),
      ['sha256', summary.sha256],
    ]),
    text.table(heads, features),
    metricsText(card.metrics),
    report ? reportText(report) : '',
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function fileFacts({ sizeBytes }: ModelSummary, { nodes, opsets }: GraphOutline): [string, string][] {
  return [
    ['size', `${(sizeBytes / 1e6).toFixed(1)} MB, ${text.count(nodes)} ${nodes === 1 ? 'node' : 'nodes'}`],
    ['opset', text.plain(opsets.map(({ domain, version }) => `${domain} ${version}`).join(', '))],
  ];
}

function remoteFacts(
  { url, model, version }: NonNullable<ModelSummary['remote']>,
  { producer }: GraphOutline,
): [string, string][] {
  return [
    ['runs on', text.plain(producer === '' ? url : `${url} (${producer})`)],
    ['model there', text.plain(version === null ? model : `${model} version ${version}`)],
  ];
}

function givesText({ outputs }: ModelCard): string {
  if (outputs.kind === 'classification') {
    return `one of ${shortened(outputs.labels)}${outputs.probabilities === null ? '' : ', with probabilities'}`;
  }
  if (outputs.kind === 'detection') return `boxes around ${shortened(outputs.labels)}`;
  if (outputs.targets) return `${outputs.targets.length} values: ${shortened(outputs.targets)}`;
  return `a value${outputs.unit ? ` in ${outputs.unit}` : ''}`;
}

const shownValues = 8;

function shortened(names: readonly string[]): string {
  const more = names.length - shownValues;
  const shown = names.slice(0, shownValues).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}

function allowedValues(input: ModelInput): string {
  if (input.type === 'category') return shortened(input.values);
  return 'range' in input && input.range ? `${input.range[0]} to ${input.range[1]}` : '';
}

const shownMetrics = 20;

/** The numbers among a card's metrics, by their path: nobody has said how a card must order them. */
function metricsText(metrics: unknown): string {
  const found: [string, string][] = [];
  const look = (value: unknown, path: readonly string[]): void => {
    if (found.length === shownMetrics) return;
    if (typeof value === 'number') found.push([text.plain(path.join('.')), String(value)]);
    else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) look(inner, [...path, key]);
    }
  };
  look(metrics, []);
  return found.length === 0 ? '' : text.pairs(found);
}
