import { chooseModels } from '../../state/files.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './NoModel.module.css';

export function NoModel() {
  return (
    <section className={styles.empty} aria-labelledby="no-model">
      <h2 id="no-model">Ask a model one thing at a time</h2>
      <p>
        Here a form is made from what a model takes, and its answer is there as you type. There is no model
        yet: any ONNX file will do.
      </p>
      <Button kind="primary" onPress={() => void chooseModels()}>
        Import model
      </Button>
    </section>
  );
}
