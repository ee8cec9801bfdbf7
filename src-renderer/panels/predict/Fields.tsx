import { useState } from 'react';
import type { ModelCard } from '../../../src-main/contract/index.ts';
import { refusalOf } from '../../state/predict/refusal.ts';
import { usePredict } from '../../state/predict/predict.ts';
import { cx } from '../../ui/cx.ts';
import { count } from '../../ui/format/numbers.ts';
import { Field } from './Field.tsx';
import { FindBox, hasWords } from './FindBox.tsx';
import styles from './FormPanel.module.css';

/** From this many features on one is looked for by name rather than by eye. */
const manyFields = 25;
/** Beyond this many fields a page is no form any more. */
const mostFields = 300;

/** A field for each feature; where there are many, those that have a text in their name. */
export function Fields({ card }: { card: ModelCard }) {
  const [find, setFind] = useState('');
  const texts = usePredict((state) => state.texts);
  const tried = usePredict((state) => state.tried);
  const refusal = usePredict(refusalOf);
  const { inputs } = card;
  const found = find.trim() === '' ? inputs : inputs.filter(({ name, title }) => hasWords(find, name, title));
  return (
    <>
      {inputs.length >= manyFields ? (
        <div className={styles.find}>
          <FindBox
            label="Find a feature"
            value={find}
            found={find.trim() === '' ? null : `${count(found.length)} of ${count(inputs.length)}`}
            onChange={setFind}
          />
        </div>
      ) : null}
      {found.length > 0 ? (
        <div className={cx(styles.form, inputs.length === 1 && styles.wide)}>
          {found.slice(0, mostFields).map((input) => (
            <Field
              key={input.name}
              card={card}
              input={input}
              text={texts[input.name] ?? ''}
              tried={tried}
              refused={refusal?.feature === input.name ? refusal.text : null}
            />
          ))}
        </div>
      ) : (
        <p className={styles.none}>No feature has this in its name.</p>
      )}
      {found.length > mostFields ? (
        <p className={styles.more}>
          {count(found.length - mostFields)} more features are not drawn: find them by name, or give them with
          Paste JSON.
        </p>
      ) : null}
    </>
  );
}
