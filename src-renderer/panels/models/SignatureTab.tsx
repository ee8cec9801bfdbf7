import { useMemo } from 'react';
import type { ModelCard, ModelInput } from '../../../src-main/contract/index.ts';
import { announce } from '../../state/announcer.ts';
import {
  allowedWords,
  exampleWords,
  missingWords,
  outputFacts,
  tensorOf,
} from '../../state/signatureWords.ts';
import { inputWords } from '../../state/choices.ts';
import type { Column } from '../../ui/column.ts';
import { CutName } from '../../ui/CutName.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { plural } from '../../ui/format/numbers.ts';
import text from '../../ui/text.module.css';
import { FactList } from './FactList.tsx';
import styles from './SignatureTab.module.css';

/** What the model takes, one row a feature as people give it, and what it gives. */
export function SignatureTab({ card }: { card: ModelCard }) {
  const columns = useMemo(() => columnsOf(card), [card]);
  return (
    <>
      <div className={styles.inputs}>
        <DataTable
          label={plural(card.inputs.length, 'input')}
          rows={card.inputs}
          columns={columns}
          rowId={(input) => input.name}
          onCopied={() => announce('Row copied', 'copied')}
        />
      </div>
      <FactList facts={outputFacts(card.outputs)} label="Output" />
    </>
  );
}

function columnsOf(card: ModelCard): Column<ModelInput>[] {
  return [
    {
      id: 'input',
      header: 'Input',
      width: 100,
      cell: (input) => (
        <b
          className={text.name}
          title={[input.name, input.title, input.description].filter(Boolean).join('\n')}
        >
          <CutName name={input.name} />
        </b>
      ),
      text: (input) => input.name,
    },
    {
      id: 'type',
      header: 'Type',
      width: 78,
      cell: (input) => {
        const tensor = tensorOf(card, input.name);
        return (
          <span
            className={`${text.mono} ${text.soft}`}
            title={
              tensor
                ? `${inputWords(input)}; goes into the tensor ${tensor.name} as ${tensor.type}`
                : undefined
            }
          >
            {tensor?.type ?? input.type}
          </span>
        );
      },
      text: (input) => tensorOf(card, input.name)?.type ?? input.type,
    },
    {
      id: 'allowed',
      header: 'Allowed',
      width: 98,
      cell: (input) => {
        const allowed = allowedWords(input);
        return (
          <span title={allowed.full ?? undefined}>
            {allowed.text}
            {allowed.unit ? <span className={text.unit}>{allowed.unit}</span> : null}
          </span>
        );
      },
      text: (input) => [allowedWords(input).text, allowedWords(input).unit].filter(Boolean).join(' '),
    },
    {
      id: 'missing',
      header: 'If missing',
      width: 70,
      far: true,
      cell: (input) => (
        <span className={text.dim} title={missingWords(input).full}>
          {missingWords(input).short}
        </span>
      ),
      text: (input) => missingWords(input).full,
    },
    {
      id: 'example',
      header: 'Example',
      width: 68,
      align: 'right',
      cell: (input) => {
        const example = exampleWords(input);
        return example === null ? (
          <span className={text.dim}>–</span>
        ) : (
          <span title={example}>{example}</span>
        );
      },
      text: (input) => exampleWords(input),
    },
  ];
}
