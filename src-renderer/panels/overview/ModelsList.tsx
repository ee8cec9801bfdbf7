import { loadModels, useModels } from '../../state/models.ts';
import { go } from '../../state/route.ts';
import { tryModel, useTrying } from '../../state/tryModel.ts';
import { Button } from '../../ui/Button.tsx';
import { cx } from '../../ui/cx.ts';
import { bytes, count } from '../../ui/format/numbers.ts';
import { firstSentence } from '../../ui/format/text.ts';
import { Note } from '../../ui/Note.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { cell, SimpleTable } from '../../ui/SimpleTable.tsx';
import text from '../../ui/text.module.css';
import styles from './ModelsList.module.css';

/** The models there are, each with one press to a scored sample. */
export function ModelsList() {
  const models = useModels((state) => state.models);
  const failure = useModels((state) => state.failure);
  const trying = useTrying((state) => state.names);
  return (
    <Panel title="Models" sub={models === null ? (failure ? 'not read' : 'loading') : count(models.length)}>
      {failure && models === null ? (
        <Note
          level="bad"
          actions={
            <Button small onPress={() => void loadModels()}>
              Try again
            </Button>
          }
        >
          The models could not be read: {failure.message}
        </Note>
      ) : null}
      {models !== null && models.length === 0 ? (
        <p className={styles.none}>There is no model in the data folder and none came with the product.</p>
      ) : null}
      {models !== null && models.length > 0 ? (
        <SimpleTable
          label="Models"
          className={styles.models}
          columns={[
            { header: 'Name' },
            { header: 'Features', align: 'right' },
            { header: 'Size', align: 'right' },
            { header: 'Do', align: 'right' },
          ]}
        >
          {models.map((model) => (
            <tr key={`${model.name}@${model.version}`}>
              <td className={cx(cell.trunc, cell.grow)} title={`${model.title}. ${model.summary}`}>
                <b className={text.name}>{model.name}</b> <span className={text.dim}>{model.version}</span>
                <small>{firstSentence(model.summary)}</small>
              </td>
              <td className={cell.num}>{count(model.inputs)}</td>
              <td className={cell.num}>{bytes(model.sizeBytes)}</td>
              <td className={cell.num}>
                {model.sample === null ? (
                  <span className={text.dim}>no sample</span>
                ) : (
                  <Button
                    small
                    blocked={trying.includes(model.name)}
                    aria-label={`${trying.includes(model.name) ? 'Starting' : 'Try it'}: ${model.name} ${model.version}`}
                    onPress={() => {
                      go('batch');
                      void tryModel(model);
                    }}
                  >
                    {trying.includes(model.name) ? 'Starting' : 'Try it'}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </SimpleTable>
      ) : null}
    </Panel>
  );
}
