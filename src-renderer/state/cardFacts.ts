import type { ModelCard } from '../../src-main/contract/index.ts';
import { count, figure, percent } from '../ui/format/numbers.ts';

/** What a card says freely (licence, provenance, metrics) has no fixed shape: only what is understood is shown as more than text. */
type Free = Readonly<Record<string, unknown>>;

function record(value: unknown): Free | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Free) : null;
}

function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** Held-out figures of a card, or null when it has none. */
export function heldOut(card: ModelCard): Free | null {
  return record(record(card.metrics)?.['heldOut']);
}

/** The model whose card one on another server shares: what it says of accuracy and training is about that one. */
export function sharedFrom(card: ModelCard): string | null {
  return text(record(card.provenance)?.['cardOf']);
}

export interface Metric {
  id: string;
  name: string;
  value: string;
  /** What it means, and which way is better. */
  hint: string;
}

/** Figures in the order in which one of them is the first to look at. */
const known: readonly { id: string; name: string; hint: string; share?: boolean }[] = [
  { id: 'auc', name: 'AUC', hint: 'how often a positive row scores above a negative one; higher is better' },
  {
    id: 'averagePrecision',
    name: 'Average precision',
    hint: 'area under precision and recall; higher is better',
  },
  { id: 'map50', name: 'mAP at 0.5', hint: 'mean average precision of boxes; higher is better' },
  { id: 'map', name: 'mAP', hint: 'mean average precision of boxes; higher is better' },
  { id: 'f1', name: 'F1', hint: 'of precision and recall; higher is better' },
  { id: 'hmean', name: 'H-mean', hint: 'of precision and recall; higher is better' },
  { id: 'accuracy', name: 'Accuracy', hint: 'rows with the right class; higher is better', share: true },
  { id: 'precision', name: 'Precision', hint: 'of what was found, how much was right', share: true },
  { id: 'recall', name: 'Recall', hint: 'of what there was, how much was found', share: true },
  { id: 'rmse', name: 'RMSE', hint: 'typical error, large ones weigh more; lower is better' },
  { id: 'mae', name: 'MAE', hint: 'mean error; lower is better' },
  { id: 'r2', name: 'R²', hint: 'share of the variance explained; higher is better' },
  { id: 'brier', name: 'Brier score', hint: 'squared error of the probability; lower is better' },
  { id: 'logLoss', name: 'Log loss', hint: 'surprise of the probability; lower is better' },
  { id: 'positiveShare', name: 'Positive rows', hint: 'share of the held-out rows', share: true },
];

/** A camelCase key as words: `meanOverlap` → `Mean overlap`. */
export function keyWords(key: string): string {
  const words = key.replaceAll(/([a-z\d])([A-Z])/gu, '$1 $2').replaceAll(/[_-]+/gu, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
}

const described = new Set(['rows', 'images', 'from', 'to']);

/** Held-out figures as rows: those with a known name first, then any other number the card has. */
export function metricsOf(card: ModelCard): Metric[] {
  const free = heldOut(card);
  if (!free) return [];
  const metrics = known.flatMap(({ id, name, hint, share }): Metric[] => {
    const value = number(free[id]);
    return value === null ? [] : [{ id, name, hint, value: share ? percent(value, 2) : metricFigure(value) }];
  });
  const more = Object.entries(free).flatMap(([id, value]): Metric[] => {
    const plain = number(value);
    if (plain === null || described.has(id) || known.some((one) => one.id === id)) return [];
    return [{ id, name: keyWords(id), hint: '', value: figure(plain) }];
  });
  return [...metrics, ...more];
}

function metricFigure(value: number): string {
  return Math.abs(value) < 10 ? value.toFixed(4) : figure(Number(value.toPrecision(5)));
}

/** Which rows the held-out figures are of: `53,934 rows, 2013-11-01 to 2013-12-31`. */
export function heldOutWords(card: ModelCard): string | null {
  const free = heldOut(card);
  if (!free) return null;
  const rows = number(free['rows']);
  const images = number(free['images']);
  const from = text(free['from']);
  const to = text(free['to']);
  const parts = [
    rows === null ? null : `${count(rows)} rows`,
    images === null ? null : `${count(images)} images`,
    from && to ? `${from} to ${to}` : (from ?? to),
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(', ') : null;
}

export interface CalibrationBin {
  from: number;
  to: number;
  rows: number;
  predicted: number;
  observed: number;
}

/** The calibration of a card's held-out rows; empty when it has none that is understood. */
export function calibrationOf(card: ModelCard): CalibrationBin[] {
  const bins = heldOut(card)?.['calibration'];
  if (!Array.isArray(bins)) return [];
  return bins.flatMap((one: unknown): CalibrationBin[] => {
    const bin = record(one);
    const from = number(bin?.['from']);
    const to = number(bin?.['to']);
    const rows = number(bin?.['rows']);
    const predicted = number(bin?.['predicted']);
    const observed = number(bin?.['observed']);
    if (from === null || to === null || rows === null || predicted === null || observed === null) return [];
    return rows > 0 ? [{ from, to, rows, predicted, observed }] : [];
  });
}

/** Rows the model was trained on: from its profile, else from its provenance. */
export function trainingRows(card: ModelCard): number | null {
  return card.profile?.rows ?? number(record(record(card.provenance)?.['rows'])?.['train']);
}

/** The licence of the model in a word, and that of its data beside it. */
export function licenceOf(card: ModelCard): { model: string; data: string | null } | null {
  const plain = text(card.licence);
  if (plain) return { model: plain, data: null };
  const free = record(card.licence);
  const model = text(free?.['model']) ?? text(free?.['name']);
  return model === null ? null : { model, data: text(free?.['data']) };
}

export interface Fact {
  name: string;
  value: string;
}

/** What a card says freely, as names and texts; nested parts by their path. */
export function freeFacts(value: unknown, prefix = ''): Fact[] {
  if (value === null || value === undefined) return [];
  const free = record(value);
  if (!free) {
    const words = Array.isArray(value) ? value.map((one) => freeText(one)).join(', ') : freeText(value);
    return words === '' ? [] : [{ name: prefix === '' ? 'Says' : prefix, value: words }];
  }
  return Object.entries(free).flatMap(([key, inner]) =>
    freeFacts(inner, prefix === '' ? keyWords(key) : `${prefix}, ${keyWords(key).toLowerCase()}`),
  );
}

function freeText(value: unknown): string {
  if (typeof value === 'number') return figure(value);
  if (typeof value === 'string') return value;
  return typeof value === 'boolean' ? String(value) : JSON.stringify(value);
}
