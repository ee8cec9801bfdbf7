import type { ModelSummary } from '../../../src-main/contract/index.ts';
import { useModels } from '../../state/models.ts';
import { go } from '../../state/route.ts';
import { tryModel, useTrying } from '../../state/tryModel.ts';
import { chooseFiles } from '../../state/files.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import styles from './FirstRun.module.css';

/** Overview before the first job: what the product is for, and one press to see it. */
export function FirstRun() {
  const model = useModels((state) => firstToTry(state.models ?? []));
  const leaves = useModels((state) =>
    state.models?.some(({ remote }) => remote)
      ? 'Only rows for a remote model leave this machine.'
      : 'Nothing leaves this machine.',
  );
  const trying = useTrying((state) => state.names);
  return (
    <section className={styles.first} aria-labelledby="first-run">
      <div className={styles.words}>
        <h2 id="first-run">Score a file with a model, on this machine</h2>
        <p>
          Drop a table anywhere on this window. Its columns find the model’s features, and a scored copy
          appears beside it: your columns, text and row order unchanged, prediction columns added. Drop an
          .onnx file, and it is checked and joins the models below. {leaves}
        </p>
      </div>
      <div className={styles.actions}>
        {model ? (
          <Button
            kind="primary"
            blocked={trying.includes(model.name)}
            onPress={() => {
              go('batch');
              void tryModel(model);
            }}
          >
            Try {model.name} on its sample
          </Button>
        ) : null}
        <Button onPress={() => void chooseFiles()}>
          <Icon name="file" />
          Choose file
        </Button>
      </div>
    </section>
  );
}

/** The sample that shows most at first sight, where it is there. */
function firstToTry(models: readonly ModelSummary[]): ModelSummary | null {
  const withSample = models.filter((model) => model.sample !== null);
  return withSample.find((model) => model.name === 'flight-delay') ?? withSample[0] ?? null;
}
