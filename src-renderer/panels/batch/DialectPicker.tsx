import type { TableDescription } from '../../../src-main/contract/index.ts';
import type { Choices, Delimiter } from '../../state/choices.ts';
import { choose } from '../../state/draft.ts';
import { Picker } from '../../ui/Picker.tsx';
import styles from './DialectPicker.module.css';

export const delimiterNames: Record<Delimiter, string> = {
  ',': 'Comma',
  ';': 'Semicolon',
  '\t': 'Tab',
  '|': 'Bar',
};
const delimiters: readonly Delimiter[] = [',', ';', '\t', '|'];

/** What divides the columns of a text table; the file is looked at again with it. */
export function DialectPicker({ table, choices }: { table: TableDescription; choices: Choices }) {
  const current = choices.delimiter ?? table.dialect?.delimiter ?? ',';
  return (
    <span className={styles.dialect}>
      <Picker
        label="Columns divided by"
        small
        bare
        value={current}
        choices={delimiters.map((delimiter) => ({ id: delimiter, label: delimiterNames[delimiter] }))}
        onChange={(id) => {
          const delimiter = delimiters.find((one) => one === id);
          if (delimiter && delimiter !== current) void choose({ kind: 'delimiter', delimiter });
        }}
      />
    </span>
  );
}
