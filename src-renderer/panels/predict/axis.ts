import type { Target } from '../../state/predict/score.ts';
import { roundStep } from '../../state/predict/sweep.ts';
import { figure } from '../../ui/format/numbers.ts';
import type { ResponseLine } from './WhatIf.tsx';

/** Where a value lies between two ends, from 0 to 1. */
export function share(value: number, from: number, to: number): number {
  if (to <= from) return 0.5;
  return Math.min(1, Math.max(0, (value - from) / (to - from)));
}

/** Round numbers between two ends, about eight of them. */
export function axisTicks(from: number, to: number, about = 8): number[] {
  if (to <= from) return [from];
  const step = roundStep((to - from) / about, false);
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * step).toPrecision(12)));
}

export interface ScoreDomain {
  from: number;
  to: number;
  ticks: number[];
  step: number;
}

/** Probabilities from 0 to 1; values from the smallest to the largest there are, in round numbers. */
export function scoreDomain(target: Target, lines: readonly ResponseLine[]): ScoreDomain {
  if (target.kind === 'class') return classDomain(target.labels.length, lines);
  const scores = lines.flatMap(({ points }) =>
    points.flatMap(({ score }) => (score === null ? [] : [score])),
  );
  if (target.kind === 'probability') return probabilityDomain(Math.max(0, ...scores));
  let least = Math.min(...scores);
  let most = Math.max(...scores);
  if (!Number.isFinite(least) || !Number.isFinite(most)) return { from: 0, to: 1, ticks: [0, 1], step: 1 };
  if (least === most) {
    least -= Math.abs(least) * 0.1 || 1;
    most += Math.abs(most) * 0.1 || 1;
  }
  const step = roundStep((most - least) / 4, false);
  const from = Number((Math.floor(least / step) * step).toPrecision(12));
  const to = Number((Math.ceil(most / step) * step).toPrecision(12));
  return { from, to, ticks: axisTicks(from, to, (to - from) / step), step };
}

/** The classes that are said, one above the other. */
function classDomain(classes: number, lines: readonly ResponseLine[]): ScoreDomain {
  const said = new Set(lines.flatMap(({ points }) => points.map(({ score }) => score ?? 0)));
  const ticks =
    classes <= 4 ? Array.from({ length: classes }, (_, at) => at) : [...said].sort((a, b) => a - b);
  return { from: -0.5, to: classes - 0.5, ticks, step: 1 };
}

/** From 0 to 1, or where all of them are small, so far that they can be told apart. */
function probabilityDomain(most: number): ScoreDomain {
  if (most >= 0.2 || most <= 0) return { from: 0, to: 1, ticks: [0, 0.25, 0.5, 0.75, 1], step: 0.25 };
  const step = roundStep(most / 4, false);
  const to = Number((Math.ceil(most / step) * step).toPrecision(12));
  return { from: 0, to, ticks: axisTicks(0, to, to / step), step };
}

export function scoreText(target: Target, score: number, step: number): string {
  if (target.kind === 'class') return target.labels[score] ?? '–';
  if (target.kind === 'probability') return step > 0 ? tickText(score, step) : probabilityText(score);
  return `${figure(score).replace('-', '−')}${step === 0 && target.unit ? ` ${target.unit}` : ''}`;
}

/** A score beside a scale: probabilities that are all small are told apart in three figures. */
export function exactText(target: Target, score: number, { to }: ScoreDomain): string {
  return target.kind === 'probability' && to < smallTo ? threeFigures(score) : scoreText(target, score, 0);
}

/** Where no probability reaches this, three decimals cannot tell them apart. */
export const smallTo = 0.1;

export function threeFigures(value: number): string {
  return figure(Number(value.toPrecision(3)));
}

function tickText(value: number, step: number): string {
  return step >= 0.01 ? value.toFixed(2) : figure(value);
}

/** A probability with three decimals; one that is not quite 0 or 1 never reads as that. */
export function probabilityText(value: number): string {
  if (value > 0 && value < 0.0005) return '< 0.001';
  if (value < 1 && value > 0.9995) return '> 0.999';
  return value.toFixed(3);
}

/** A difference of probabilities with three decimals, with six where even the `largest` there is is small. */
export function probabilityChange(by: number, largest = by): string {
  return by.toFixed(Math.abs(largest) >= 0.0005 || largest === 0 ? 3 : 6);
}
