import { failed } from '../../contract/failure.ts';
import type { MissingPolicy } from '../../contract/jobs.ts';
import type { ModelInput } from '../../contract/card.ts';
import { readBoolean } from './boolean-words.ts';
import { readNumber } from './read-number.ts';

/** What becomes of a missing cell: the row is rejected, a text stands in, or the model gets to see that it is missing. */
export type MissingAnswer = { kind: 'reject' } | { kind: 'text'; text: string } | { kind: 'pass' };

/** The policy where none was chosen: models made to see missing values see them, all others reject the row. */
export function standardPolicy(input: ModelInput): MissingPolicy {
  return { kind: input.acceptsMissing ? 'default' : 'reject' };
}

/**
 * What a policy means for a feature. `default` is the card's default, or seeing it missing where the card has none and
 * says that the model accepts that.
 * @throws FailureError MAPPING_INCOMPLETE when the policy names a default that is not there or a value that does not fit.
 */
export function missingAnswer(input: ModelInput, policy: MissingPolicy): MissingAnswer {
  switch (policy.kind) {
    case 'reject':
      return { kind: 'reject' };
    case 'value':
      if (!accepts(input, policy.value)) {
        throw failed(
          'MAPPING_INCOMPLETE',
          `${input.name}: "${policy.value}" cannot stand in for a missing value; ${expectation(input)}`,
          { details: { field: input.name } },
        );
      }
      return { kind: 'text', text: policy.value };
    case 'default':
      if (input.default !== null && input.default !== undefined)
        return { kind: 'text', text: String(input.default) };
      if (input.acceptsMissing) return { kind: 'pass' };
      throw failed(
        'MAPPING_INCOMPLETE',
        `${input.name} has no default in the model's card; reject such rows or give a value`,
        { details: { field: input.name } },
      );
  }
}

function accepts(input: ModelInput, text: string): boolean {
  const trimmed = new TextEncoder().encode(text.trim());
  switch (input.type) {
    case 'number':
      return !Number.isNaN(readNumber(trimmed, 0, trimmed.length));
    case 'integer':
      return Number.isInteger(readNumber(trimmed, 0, trimmed.length));
    case 'boolean':
      return !Number.isNaN(readBoolean(trimmed, 0, trimmed.length));
    case 'category':
      return input.values.includes(text) || input.values.includes(text.trim());
    case 'text':
      return true;
    case 'image':
      return false;
  }
}

/** What a feature accepts, in words. */
export function expectation(input: ModelInput): string {
  switch (input.type) {
    case 'category': {
      const shown = input.values.slice(0, 8).join(', ');
      return `it takes one of ${input.values.length} values: ${shown}${input.values.length > 8 ? ', …' : ''}`;
    }
    case 'integer':
      return 'it takes a whole number';
    case 'number':
      return 'it takes a number with a point for decimals, like 12.40';
    case 'boolean':
      return 'it takes true or false';
    case 'text':
      return 'it takes a text';
    case 'image':
      return 'it takes a picture as base64 text';
  }
}
