import type { ModelSummary } from '../../../src-main/contract/index.ts';
import { loadModel, unloadModel, useModelWork } from '../../state/modelActions.ts';
import { modelKey } from '../../state/models.ts';
import { orderedAliases, residencyWords } from '../../state/modelWords.ts';
import { choosePredictModel } from '../../state/predict/choosing.ts';
import { go } from '../../state/route.ts';
import { useTrying } from '../../state/tryModel.ts';
import { sampleOf, tryVersion } from '../../state/tryVersion.ts';
import { Aliases } from '../../ui/Aliases.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import text from '../../ui/text.module.css';
import styles from './DetailHead.module.css';

/** The version's name, its aliases and where it is; beside it what can be done with it at once. */
export function DetailHead({ model, models }: { model: ModelSummary; models: readonly ModelSummary[] }) {
  const doing = useModelWork((state) => state.busy[modelKey(model)]);
  const trying = useTrying((state) => state.names.includes(model.name));
  const sample = sampleOf(model, models);
  const { residency } = model;
  const { mark, word } = residencyWords(model);
  const resident = residency.state === 'resident';
  const loading = doing === 'Loading' || residency.state === 'loading';
  const goingWord = model.remote ? 'Connecting' : 'Loading';
  const why =
    doing !== undefined || residency.state === 'loading'
      ? 'it is being changed'
      : residency.on
        ? null
        : 'it is switched off';
  return (
    <div className={styles.head}>
      <h2 id="model" tabIndex={-1} title={model.title}>
        <span className={styles.name}>{model.name}</span> {model.version}
      </h2>
      <Aliases aliases={orderedAliases(model.aliases)} />
      <Badge mark={loading ? 'wait' : mark}>{loading ? goingWord : word}</Badge>
      <span className={text.spacer} />
      <span className={styles.actions}>
        <Button
          small
          blocked={why !== null}
          {...(why === null ? {} : { 'aria-describedby': 'model-why' })}
          onPress={() => void loadModel(model)}
        >
          {loading ? goingWord : resident ? 'Warm up' : model.remote ? 'Connect' : 'Load'}
        </Button>
        <Button
          small
          blocked={doing !== undefined || !resident}
          {...(resident ? {} : { 'aria-describedby': 'model-not-resident' })}
          onPress={() => void unloadModel(model)}
        >
          {model.remote ? 'Disconnect' : 'Unload'}
        </Button>
        <Button
          small
          kind={sample === null ? 'primary' : 'default'}
          blocked={!residency.on}
          {...(residency.on ? {} : { 'aria-describedby': 'model-why' })}
          onPress={() => {
            go('predict');
            void choosePredictModel(model);
          }}
        >
          Predict
        </Button>
        {sample === null ? null : (
          <Button
            small
            kind="primary"
            blocked={trying || !residency.on}
            {...(residency.on ? {} : { 'aria-describedby': 'model-why' })}
            onPress={() => void tryVersion(model, sample)}
          >
            {trying ? 'Starting' : 'Try it'}
          </Button>
        )}
        <span id="model-why" className={text.sr}>
          {why}
        </span>
        <span id="model-not-resident" className={text.sr}>
          {model.remote ? 'it is not connected' : 'it is not resident'}
        </span>
      </span>
    </div>
  );
}
