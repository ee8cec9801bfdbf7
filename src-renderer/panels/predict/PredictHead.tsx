import { useEffect } from 'react';
import { loadAlike } from '../../state/alike.ts';
import { useModels, modelKey } from '../../state/models.ts';
import { grouped, orderedAliases } from '../../state/modelWords.ts';
import { besideChoices, chooseBeside, choosePredictModel } from '../../state/predict/choosing.ts';
import { usePredict, type Version } from '../../state/predict/predict.ts';
import { canGoLive, useVision } from '../../state/vision/vision.ts';
import { cutMiddle } from '../../ui/format/text.ts';
import { Picker } from '../../ui/Picker.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { ToggleButton } from '../../ui/ToggleButton.tsx';
import text from '../../ui/text.module.css';
import styles from './PredictHead.module.css';

const alone = 'alone';

/** Which version is asked, and which one stands beside it. */
export function PredictHead() {
  const models = useModels((state) => state.models);
  const model = usePredict((state) => state.model);
  const beside = usePredict((state) => state.beside);
  const card = usePredict((state) => state.first.card);
  const live = useVision((state) => state.live);
  const goesLive = live && card !== null && canGoLive(card);
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
          {...(model ? { shown: `${cutMiddle(model.name, 22)} ${model.version}` } : {})}
          choices={listed.map((one) => ({
            id: modelKey(one),
            label: `${one.name} ${one.version}`,
            hint: [...(one.remote ? ['remote'] : []), ...orderedAliases(one.aliases)].join(', '),
          }))}
          onChange={(key) => {
            const chosen = listed.find((one) => modelKey(one) === key);
            if (chosen) void choosePredictModel(chosen);
          }}
        />
      </span>
      {card && canGoLive(card) ? (
        <Segments
          label="Pictures"
          value={live ? 'live' : 'one'}
          choices={[
            { id: 'one', label: 'One picture' },
            { id: 'live', label: 'Live' },
          ]}
          onChange={(id) => useVision.setState({ live: id === 'live' })}
        />
      ) : null}
      {goesLive ? null : others.length === 1 && only ? (
        <ToggleButton
          isSelected={beside !== null}
          onChange={(on) => void chooseBeside(on ? only : null)}
          narrow
        >
          <span className={text.trunc} title={besideWords(only, model)}>
            {besideWords(only, model)}
          </span>
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
                label: besideWords(one, model),
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

function besideWords(one: Version, model: Version | null): string {
  return one.name === model?.name ? `Beside version ${one.version}` : `Beside ${one.name} ${one.version}`;
}
