import type { OnnxModel } from './model-view.ts';

const featureKeys = ['feature_names', 'feature_names_in', 'features', 'input_features', 'columns'];
const classKeys = ['classes', 'class_names', 'labels', 'id2label', 'names'];

/** Names of the features that the exporter wrote into metadata_props, when there are `count` of them. */
export function featureNames(model: OnnxModel, count: number): string[] | null {
  return namesUnder(model, featureKeys, count);
}

/** Names of the classes that the exporter wrote into metadata_props, when there are `count` of them. */
export function metadataClasses(model: OnnxModel, count: number): string[] | null {
  return namesUnder(model, classKeys, count);
}

function namesUnder({ metadata }: OnnxModel, keys: readonly string[], count: number): string[] | null {
  for (const [key, value] of metadata) {
    if (!keys.includes(key.toLowerCase())) continue;
    const names = namesIn(value);
    if (names?.length === count && new Set(names).size === count && !names.includes('')) return names;
  }
  return null;
}

/** A JSON list, a JSON object or Python dictionary by number, or names between commas. */
function namesIn(value: string): string[] | null {
  const text = value.trim();
  if (!/^[[{]/u.test(text)) return text.split(',').map((name) => name.trim());
  // Python writes {0: 'person', 1: 'car'}.
  const json = text.replace(/([{,]\s*)(\d+)\s*:/gu, '$1"$2":');
  for (const candidate of [text, json, json.replaceAll("'", '"')]) {
    const names = listOf(candidate);
    if (names) return names;
  }
  return null;
}

function listOf(json: string): string[] | null {
  try {
    const parsed: unknown = JSON.parse(json);
    if (typeof parsed !== 'object' || parsed === null) return null;
    const values: unknown[] = Array.isArray(parsed)
      ? parsed
      : Object.entries(parsed)
          .sort(([a], [b]) => Number(a) - Number(b))
          .map(([, name]) => name as unknown);
    return values.every((name) => typeof name === 'string' || typeof name === 'number')
      ? values.map(String)
      : null;
  } catch {
    return null;
  }
}
