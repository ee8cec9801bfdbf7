import type { HistoryEntry, ModelCard } from '../../../src-main/contract/index.ts';
import { entryNotes, fromCache, saidWords, shortNotes } from '../../state/predict/said.ts';
import { scoreOf, type Target, targetWords } from '../../state/predict/score.ts';
import type { Column } from '../../ui/column.ts';
import { figure } from '../../ui/format/numbers.ts';
import { cut } from '../../ui/format/text.ts';
import { fullTime, milliseconds } from '../../ui/format/times.ts';
import { Moment } from '../../ui/Moment.tsx';
import text from '../../ui/text.module.css';
import { scoreText } from './axis.ts';

/** Time, the features that tell the entries apart, the score, the answer, how long it took, and what was special. */
export function historyColumns(
  card: ModelCard | null,
  features: readonly string[],
  target: Target | null,
  version: string | null,
  /** Whether entries of other days are among them, whose times are longer. */
  days: boolean,
): Column<HistoryEntry>[] {
  const classes = target?.kind === 'probability';
  return [
    {
      id: 'time',
      header: 'Time',
      width: days ? 104 : 78,
      cell: ({ atMs }) => (
        <span className={text.soft}>
          <Moment atMs={atMs} seconds />
        </span>
      ),
      text: ({ atMs }) => fullTime(atMs),
    },
    ...features.map((feature): Column<HistoryEntry> => {
      const type = card?.inputs.find(({ name }) => name === feature)?.type;
      const number = type === 'number' || type === 'integer';
      const value = ({ instance }: HistoryEntry) => {
        const one = instance?.[feature];
        return one === undefined || one === null
          ? '–'
          : typeof one === 'number'
            ? figure(one).replace('-', '−')
            : cut(String(one), 200);
      };
      return {
        id: `feature ${feature}`,
        header: feature,
        width: type === 'text' ? 110 : 70,
        ...(number ? { align: 'right' as const } : {}),
        cell: (entry) => (
          <span className={text.trunc} title={value(entry)}>
            {value(entry)}
          </span>
        ),
        text: value,
      };
    }),
    ...(target && classes
      ? [
          {
            id: 'score',
            header: targetWords(target),
            width: 68,
            align: 'right' as const,
            cell: ({ prediction }: HistoryEntry) => scoreCell(target, prediction),
            text: ({ prediction }: HistoryEntry) => scoreCell(target, prediction),
          },
        ]
      : []),
    {
      id: 'answer',
      header: 'Answer',
      width: 66,
      cell: ({ prediction }) => (
        <span className={text.plain} title={prediction.rejected ?? undefined}>
          {saidWords(prediction)}
        </span>
      ),
      text: ({ prediction }) => saidWords(prediction),
    },
    {
      id: 'ms',
      header: 'ms',
      width: 44,
      align: 'right',
      cell: ({ ms }) =>
        fromCache(ms) ? (
          <span className={`${text.small} ${text.dim}`} title="From the cache: the model did not run">
            cache
          </span>
        ) : (
          milliseconds(ms).replace(/ ms$/u, '')
        ),
      text: ({ ms }) => (fromCache(ms) ? 'cache' : ms),
    },
    {
      id: 'notes',
      header: 'Notes',
      width: 74,
      far: true,
      cell: (entry) => (
        <span className={`${text.dim} ${text.trunc}`} title={entryNotes(entry, version)}>
          {shortNotes(entry, version)}
        </span>
      ),
      text: (entry) => entryNotes(entry, version),
    },
  ];
}

function scoreCell(target: Target, prediction: HistoryEntry['prediction']): string {
  const score = scoreOf(target, prediction);
  return score === null ? '–' : scoreText(target, score, 0);
}
