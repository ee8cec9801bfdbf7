import { useEffect } from 'react';
import { useModels, modelKey } from '../../state/models.ts';
import { grouped, orderedAliases } from '../../state/modelWords.ts';
import { besideChoices, chooseBeside, choosePredictModel, loadAlike } from '../../state/predict/choosing.ts';
import { usePredict } from '../../state/predict/predict.ts';
import { Picker } from '../../ui/Picker.tsx';
import { ToggleButton } from '../../ui/ToggleButton.tsx';
import styles from './PredictHead.module.css';

const alone = 'alone';

/** Which version is asked, and which one stands beside it. */
export function PredictHead() {
  const models = useModels((state) => state.models);
  const model = usePredict((state) => state.model);
  const beside = usePredict((state) => state.beside);
  // The cards tell which models take the same features.
  useModels((state) => state.cards);
  useEffect(() => {
    if (model && models) void loadAlike(models, model);
  }, [model, models]);
  if (!models || models.length === 0) return null;
  const listed = grouped(models);
  const others = model ? besideChoices(models, model) : [];
  const [only] = others;
  return (
    <span className={styles.row}>
      <span className={styles.model}>
        <Picker
          label="Model"
          value={model ? modelKey(model) : null}
          placeholder="Choose a model"
          choices={listed.map((one) => ({
            id: modelKey(one),
            label: `${one.name} ${one.version}`,
            hint: orderedAliases(one.aliases).join(', '),
          }))}
          onChange={(key) => {
            const chosen = listed.find((one) => modelKey(one) === key);
            if (chosen) void choosePredictModel(chosen);
          }}
        />
      </span>
      {others.length === 1 && only ? (
        <ToggleButton isSelected={beside !== null} onChange={(on) => void chooseBeside(on ? only : null)}>
          Beside {only.name === model?.name ? `version ${only.version}` : `${only.name} ${only.version}`}
        </ToggleButton>
      ) : others.length > 1 ? (
        <span className={styles.beside}>
          <Picker
            label="Beside"
            value={beside ? modelKey(beside) : alone}
            choices={[
              { id: alone, label: 'Beside no other' },
              ...others.map((one) => ({
                id: modelKey(one),
                label:
                  one.name === model?.name
                    ? `Beside version ${one.version}`
                    : `Beside ${one.name} ${one.version}`,
                hint: orderedAliases(one.aliases).join(', '),
              })),
            ]}
            onChange={(key) => void chooseBeside(others.find((one) => modelKey(one) === key) ?? null)}
          />
        </span>
      ) : null}
    </span>
  );
}
