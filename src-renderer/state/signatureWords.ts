import type { ModelCard, ModelInput, ModelOutputs } from '../../src-main/contract/index.ts';
import { count, figure, percent } from '../ui/format/numbers.ts';
import type { Fact } from './cardFacts.ts';
import { defaultWords } from './choices.ts';

/** What a feature may be: a range with its unit, its values, or what kind of thing it is. */
export function allowedWords(input: ModelInput): { text: string; unit: string | null; full: string | null } {
  switch (input.type) {
    case 'number':
    case 'integer': {
      const { range, unit } = input;
      return range
        ? {
            text: `${figure(range[0])} – ${figure(range[1])}`.replaceAll('-', '−'),
            unit: unit ?? null,
            full: null,
          }
        : { text: unit ? 'any, in' : 'any number', unit: unit ?? null, full: null };
    }
    case 'category': {
      const all = input.values.join(', ');
      return all.length <= 28
        ? { text: all, unit: null, full: null }
        : { text: `${count(input.values.length)} values`, unit: null, full: all.slice(0, 2000) };
    }
    case 'text':
      return { text: 'any text', unit: null, full: null };
    case 'boolean':
      return { text: 'true, false', unit: null, full: null };
    case 'image':
      return {
        text: 'a picture',
        unit: null,
        full: 'PNG, JPEG, WebP and the like; in a table as base64 text',
      };
  }
}

/** What happens where a feature is missing, unless a job says otherwise. */
export function missingWords(input: ModelInput): { short: string; full: string } {
  const fallback = defaultWords(input);
  const plain = typeof input.default === 'number' ? figure(input.default) : fallback;
  if (input.acceptsMissing) {
    return fallback === null
      ? { short: 'scored', full: 'the row is scored; the model was made to see missing values' }
      : { short: `${plain}`, full: `the row is scored with the default ${fallback}` };
  }
  if (fallback === null) return { short: 'reject', full: 'the row is rejected' };
  return {
    short: `reject or ${plain}`,
    full: `the row is rejected, or the default ${fallback} goes in where a job says so`,
  };
}

export function exampleWords(input: ModelInput): string | null {
  const { example } = input;
  if (example === null || example === undefined) return null;
  return typeof example === 'number' ? figure(example) : String(example);
}

/** The tensor that takes a feature, and its element type. */
export function tensorOf(card: ModelCard, feature: string): { name: string; type: string } | null {
  const tensor = card.tensors.find((one) =>
    one.kind === 'features' ? one.features.includes(feature) : one.feature === feature,
  );
  if (!tensor) return null;
  return { name: tensor.name, type: tensor.type };
}

/** Labels in a row; one that has a comma itself is quoted, so that nobody counts it twice. */
function labelWords(labels: readonly string[]): string {
  const quoted = labels.map((label) => (label.includes(',') || label.trim() === '' ? `“${label}”` : label));
  if (labels.length <= 12) return quoted.join(', ');
  return `${quoted.slice(0, 8).join(', ')} and ${count(labels.length - 8)} more`;
}

/** What comes out, as rows of a name and what it is. */
export function outputFacts(outputs: ModelOutputs): Fact[] {
  switch (outputs.kind) {
    case 'classification':
      return [
        { name: 'Gives', value: outputs.probabilities === null ? 'a class' : 'a class with probabilities' },
        {
          name: 'Classes',
          value: labelWords(outputs.labels),
        },
        ...(outputs.positive
          ? [{ name: 'The score is', value: `the probability of ${outputs.positive}` }]
          : []),
        ...(outputs.threshold === null || outputs.threshold === undefined
          ? []
          : [{ name: 'Threshold', value: figure(outputs.threshold) }]),
        ...(outputs.activation === 'none'
          ? []
          : [{ name: 'Computed from', value: `logits, ${outputs.activation}` }]),
      ];
    case 'regression':
      return [
        {
          name: 'Gives',
          value: outputs.targets ? `numbers: ${outputs.targets.slice(0, 12).join(', ')}` : 'a number',
        },
        ...(outputs.unit ? [{ name: 'Unit', value: outputs.unit }] : []),
      ];
    case 'detection':
      return [
        { name: 'Gives', value: 'boxes with labels and scores' },
        {
          name: 'Labels',
          value: labelWords(outputs.labels),
        },
        { name: 'Score from', value: figure(outputs.minScore) },
        { name: 'Overlap up to', value: percent(outputs.maxOverlap) },
        { name: 'Boxes at most', value: count(outputs.maxBoxes) },
      ];
  }
}
