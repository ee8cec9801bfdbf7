import type { Instance, ModelCard, ModelInput } from '../../../src-main/contract/index.ts';
import { valueFault } from '../choices.ts';

/** What stands in the form, by feature, as text; '' = nothing given. Pictures are base64 text, booleans `true` and `false`. */
export type Texts = Readonly<Record<string, string>>;
type FeatureValue = Instance[string];

/** What is wrong with the text of a feature, or null. An empty field is a fault only where nothing can stand in for it. */
export function fieldFault(input: ModelInput, text: string): string | null {
  if (!isEmpty(input, text)) {
    return input.type === 'image' || input.type === 'text'
      ? null
      : valueFault(input, input.type === 'category' ? text : text.trim());
  }
  if (input.acceptsMissing || hasDefault(input)) return null;
  return input.type === 'image' ? 'A picture is needed' : 'A value is needed';
}

/** The value of a field that has no fault; null = left out, for the model to see it missing. */
export function valueOf(input: ModelInput, text: string): FeatureValue {
  if (isEmpty(input, text)) return input.default ?? null;
  switch (input.type) {
    case 'integer':
    case 'number': {
      const value = Number(text);
      // Whole numbers beyond 2^53 are exact as text alone.
      return input.type === 'integer' && !Number.isSafeInteger(value) ? text.trim() : value;
    }
    case 'boolean':
      return text.trim() === 'true';
    default:
      return text;
  }
}

/** The form as one row of named values, or why it is not one yet: the first fault, and how many there are. */
export type FormRow =
  | { kind: 'ready'; instance: Instance }
  | {
      kind: 'faulty';
      faults: number;
      /** How many of them are wrong values; the rest are left empty. */
      wrong: number;
      feature: string;
      fault: string;
    };

export function rowOf(card: ModelCard, texts: Texts): FormRow {
  const instance: Instance = {};
  let first: { feature: string; fault: string } | null = null;
  let faults = 0;
  let wrong = 0;
  for (const input of card.inputs) {
    const text = texts[input.name] ?? '';
    const fault = fieldFault(input, text);
    if (fault !== null) {
      faults += 1;
      if (!isEmpty(input, text)) wrong += 1;
      first ??= { feature: input.name, fault };
      continue;
    }
    const value = valueOf(input, text);
    if (value !== null) instance[input.name] = value;
  }
  return first ? { kind: 'faulty', faults, wrong, ...first } : { kind: 'ready', instance };
}

/** How many features have a value that can be used. */
export function givenCount(card: ModelCard, texts: Texts): number {
  return card.inputs.filter((input) => {
    const text = texts[input.name] ?? '';
    return !isEmpty(input, text) && fieldFault(input, text) === null;
  }).length;
}

/** Nothing is given: of a text not even a space. */
function isEmpty({ type }: ModelInput, text: string): boolean {
  return text === '' || (type !== 'text' && text.trim() === '');
}

function hasDefault(input: ModelInput): boolean {
  return input.default !== null && input.default !== undefined;
}

/** The examples of the card as form texts. Pictures are left out: their example is a file. */
export function exampleTexts(card: ModelCard): Texts {
  return Object.fromEntries(
    card.inputs.flatMap((input) => {
      const value = input.type === 'image' ? null : (input.example ?? null);
      return value === null ? [] : [[input.name, String(value)]];
    }),
  );
}

/** A row of named values as form texts. */
export function textsOf(instance: Instance): Texts {
  return Object.fromEntries(
    Object.entries(instance).map(([name, value]) => [name, value === null ? '' : String(value)]),
  );
}
