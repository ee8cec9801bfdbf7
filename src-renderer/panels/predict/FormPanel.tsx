import { Checkbox } from 'react-aria-components';
import type { ModelCard } from '../../../src-main/contract/index.ts';
import { useConnection } from '../../state/connection.ts';
import { choosePredictModel } from '../../state/predict/choosing.ts';
import { clearForm, predictShown, setAsIType } from '../../state/predict/form.ts';
import { usePredict } from '../../state/predict/predict.ts';
import { type FormRow, givenCount, type Texts } from '../../state/predict/values.ts';
import { Button } from '../../ui/Button.tsx';
import { FailureNote } from '../../ui/FailureNote.tsx';
import { count } from '../../ui/format/numbers.ts';
import { Icon, Mark } from '../../ui/Icon.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { mod } from '../../ui/keys.ts';
import { CopyAs } from './CopyAs.tsx';
import { ExampleButton } from './ExampleButton.tsx';
import { Fields } from './Fields.tsx';
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
  return (
    <Panel
      title={card && card.inputs.every(({ type }) => type === 'image') ? 'Picture' : 'Features'}
      sub={card ? givenWords(card, texts, row) : null}
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
        <FailureNote
          what={`${model.name} ${model.version} could not be read`}
          failure={failure}
          onRetry={() => void choosePredictModel(model)}
        />
      ) : null}
      {card ? (
        <>
          <Fields key={card.name} card={card} />
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
                  {toMend(row)}
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

/** `9 of 10 given, 1 wrong`. */
function givenWords(card: ModelCard, texts: Texts, row: FormRow | null): string {
  const wrong = row?.kind === 'faulty' ? row.wrong : 0;
  const given = `${count(givenCount(card, texts))} of ${count(card.inputs.length)} given`;
  return wrong === 0 ? given : `${given}, ${count(wrong)} wrong`;
}

function toMend({ faults, wrong, feature }: Extract<FormRow, { kind: 'faulty' }>): string {
  if (faults === 1) return wrong === 1 ? `${feature} is wrong` : `${feature} to fill in`;
  if (wrong === 0) return `${count(faults)} fields to fill in`;
  return wrong === faults
    ? `${count(wrong)} values are wrong`
    : `${count(wrong)} wrong, ${count(faults - wrong)} to fill in`;
}
