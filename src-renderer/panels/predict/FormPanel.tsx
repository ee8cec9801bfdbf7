import { Checkbox } from 'react-aria-components';
import { failureText } from '../../client/failure.ts';
import { useConnection } from '../../state/connection.ts';
import { choosePredictModel } from '../../state/predict/choosing.ts';
import { clearForm, predictShown, setAsIType } from '../../state/predict/form.ts';
import { refusalOf } from '../../state/predict/refusal.ts';
import { usePredict } from '../../state/predict/predict.ts';
import { givenCount } from '../../state/predict/values.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { copyText } from '../../ui/clipboard.ts';
import { cx } from '../../ui/cx.ts';
import { count } from '../../ui/format/numbers.ts';
import { Icon, Mark } from '../../ui/Icon.tsx';
import { Note } from '../../ui/Note.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { mod } from '../../ui/keys.ts';
import { CopyAs } from './CopyAs.tsx';
import { ExampleButton } from './ExampleButton.tsx';
import { Field } from './Field.tsx';
import styles from './FormPanel.module.css';
import { PasteJson } from './PasteJson.tsx';

/** The form a model's signature makes, and what is done with it. */
export function FormPanel() {
  const card = usePredict((state) => state.first.card);
  const model = usePredict((state) => state.model);
  const texts = usePredict((state) => state.texts);
  const row = usePredict((state) => state.row);
  const asIType = usePredict((state) => state.asIType);
  const tried = usePredict((state) => state.tried);
  const failure = usePredict((state) => (state.first.card ? null : state.first.failure));
  const away = useConnection((state) => state.state.kind !== 'open');
  const refusal = usePredict(refusalOf);
  const wide = card?.inputs.length === 1;
  return (
    <Panel
      title={card && card.inputs.every(({ type }) => type === 'image') ? 'Picture' : 'Features'}
      sub={card ? `${count(givenCount(card, texts))} of ${count(card.inputs.length)} given` : null}
      className={styles.panel}
      actions={
        card ? (
          <>
            <ExampleButton card={card} />
            <PasteJson card={card} />
            <Button small kind="quiet" onPress={() => clearForm()}>
              Clear
            </Button>
          </>
        ) : null
      }
    >
      {failure && model ? (
        <Note
          level="bad"
          actions={
            <>
              <IconButton label="Copy the error" onPress={() => void copyText(failureText(failure))}>
                <Icon name="copy" />
              </IconButton>
              <Button small onPress={() => void choosePredictModel(model)}>
                Try again
              </Button>
            </>
          }
        >
          {model.name} {model.version} could not be read: {failure.message}
        </Note>
      ) : null}
      {card ? (
        <>
          <div className={cx(styles.form, wide && styles.wide)}>
            {card.inputs.slice(0, mostFields).map((input) => (
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
          {card.inputs.length > mostFields ? (
            <p className={styles.more}>
              {count(card.inputs.length - mostFields)} more features are not drawn here: give them with Paste
              JSON.
            </p>
          ) : null}
          <div className={styles.run}>
            <Button
              kind="primary"
              blocked={away}
              aria-describedby="predict-why"
              onPress={() => predictShown()}
            >
              Predict <kbd>{mod} ↵</kbd>
            </Button>
            <Checkbox className={styles.check ?? ''} isSelected={asIType} onChange={setAsIType}>
              <i className={styles.box}>
                <Icon name="check" />
              </i>
              as I type
            </Checkbox>
            <span id="predict-why" className={styles.why}>
              {away ? (
                'the backend is away'
              ) : tried && row?.kind === 'faulty' ? (
                <>
                  <Mark name="bad" />
                  {row.faults === 1 ? row.feature : `${count(row.faults)} fields`} to fill in
                </>
              ) : null}
            </span>
            <CopyAs />
          </div>
        </>
      ) : failure ? null : (
        <p className={styles.more} aria-busy="true">
          Loading the model’s signature.
        </p>
      )}
    </Panel>
  );
}

/** Beyond this many fields a page is no form any more. */
const mostFields = 300;
