import type { Target } from '../../state/predict/score.ts';
import { targetWords } from '../../state/predict/score.ts';
import type { Sweep } from '../../state/predict/sweep.ts';
import { figure } from '../../ui/format/numbers.ts';
import { cell, SimpleTable } from '../../ui/SimpleTable.tsx';
import { exactText, scoreDomain } from './axis.ts';
import styles from './WhatIf.module.css';
import type { ResponseLine } from './WhatIf.tsx';

/** The response in numbers. */
export function ResponseTable({
  sweep,
  lines,
  target,
  unit,
}: {
  sweep: Sweep;
  lines: readonly ResponseLine[];
  target: Target;
  unit: string | null;
}) {
  const words = targetWords(target);
  const domain = scoreDomain(target, lines);
  const right = { align: 'right' } as const;
  return (
    <div className={styles.table}>
      <SimpleTable
        label={`${words} against ${sweep.feature}`}
        columns={[
          {
            header: `${sweep.feature}${unit ? `, ${unit}` : ''}`,
            ...(sweep.kind === 'numbers' ? right : {}),
          },
          ...lines.map(({ name }) => ({
            header: lines.length > 1 ? `${words}, ${name}` : words,
            ...right,
          })),
        ]}
      >
        {sweep.values.map((value, at) => (
          <tr key={String(value)}>
            <td className={sweep.kind === 'numbers' ? cell.num : undefined}>
              {typeof value === 'number' ? figure(value) : String(value)}
            </td>
            {lines.map(({ name, points }) => {
              const score = points[at]?.score ?? null;
              return (
                <td key={name} className={cell.num}>
                  {score === null ? 'rejected' : exactText(target, score, domain)}
                </td>
              );
            })}
          </tr>
        ))}
      </SimpleTable>
    </div>
  );
}
