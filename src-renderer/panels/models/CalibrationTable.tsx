import type { CalibrationBin } from '../../state/cardFacts.ts';
import { count, figure, percent } from '../../ui/format/numbers.ts';
import { cell, SimpleTable } from '../../ui/SimpleTable.tsx';

/** Of the rows scored between two numbers, how many were positive. */
export function CalibrationTable({ bins }: { bins: readonly CalibrationBin[] }) {
  return (
    <SimpleTable
      label="Calibration"
      columns={[
        { header: 'Score' },
        { header: 'Rows', align: 'right' },
        { header: 'Mean score', align: 'right' },
        { header: 'Were positive', align: 'right' },
      ]}
    >
      {bins.map((bin) => (
        <tr key={bin.from}>
          <td>
            {figure(bin.from)} – {figure(bin.to)}
          </td>
          <td className={cell.num}>{count(bin.rows)}</td>
          <td className={cell.num}>{percent(bin.predicted, 1)}</td>
          <td className={cell.num}>{percent(bin.observed, 1)}</td>
        </tr>
      ))}
    </SimpleTable>
  );
}
