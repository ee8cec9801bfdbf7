import { useMemo } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import type { ModelSummary } from '../../../src-main/contract/index.ts';
import { loadModels, modelKey, selectModel, useModels } from '../../state/models.ts';
import { answering, listWords, residencyWords } from '../../state/modelWords.ts';
import { go } from '../../state/route.ts';
import { tryModel, useTrying } from '../../state/tryModel.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { cx } from '../../ui/cx.ts';
import { FailureNote } from '../../ui/FailureNote.tsx';
import { bytes, count, plural } from '../../ui/format/numbers.ts';
import { firstSentence } from '../../ui/format/text.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { cell, SimpleTable } from '../../ui/SimpleTable.tsx';
import text from '../../ui/text.module.css';
import styles from './ModelsList.module.css';

const most = 10;

/** The version that answers for each model, what is loaded first, each with one press to a scored sample. */
export function ModelsList() {
  const models = useModels((state) => state.models);
  const failure = useModels((state) => state.failure);
  const rows = useMemo(() => answering(models ?? []), [models]);
  const shown = rows.slice(0, most);
  return (
    <Panel
      title="Models"
      sub={models === null ? (failure ? 'not read' : 'loading') : subWords(models, rows)}
      actions={
        <Button small kind="quiet" aria-label="All models" onPress={() => go('models')}>
          All <Icon name="arrow" />
        </Button>
      }
    >
      {failure && models === null ? (
        <FailureNote
          what="The models could not be read"
          failure={failure}
          onRetry={() => void loadModels()}
        />
      ) : null}
      {models !== null && models.length === 0 ? (
        <p className={styles.none}>
          There is no model in the data folder and none came with the product. Drop an .onnx file to import
          one.
        </p>
      ) : null}
      {shown.length > 0 ? (
        <SimpleTable
          label="Models"
          className={styles.models}
          columns={[
            { header: 'Name' },
            { header: 'State' },
            { header: 'Features', align: 'right', far: true },
            { header: 'Size', align: 'right' },
            { header: 'Do', align: 'right' },
          ]}
        >
          {shown.map((model) => (
            <Row key={modelKey(model)} model={model} />
          ))}
        </SimpleTable>
      ) : null}
    </Panel>
  );
}

function subWords(models: readonly ModelSummary[], rows: readonly ModelSummary[]): string {
  const resident = models.filter((model) => !model.remote && model.residency.state === 'resident').length;
  const { names } = listWords(models);
  const cut = rows.length > most ? `, the first ${most}` : '';
  return `${count(names)}${cut} · ${resident === 0 ? 'none' : plural(resident, 'version')} resident`;
}

function Row({ model }: { model: ModelSummary }) {
  const trying = useTrying((state) => state.names.includes(model.name));
  const { mark, word } = residencyWords(model);
  const { memoryBytes, state } = model.residency;
  return (
    <tr>
      <td className={cx(cell.trunc, cell.grow)} title={`${model.title}. ${model.summary}`}>
        <AriaButton
          className={styles.link ?? ''}
          aria-label={`Show ${model.name} ${model.version}`}
          onPress={() => {
            selectModel(modelKey(model));
            go('models');
          }}
        >
          <b className={cx(text.name, text.trunc)}>{model.name}</b>{' '}
          <span className={text.dim}>{model.version}</span>
        </AriaButton>
        <small>{firstSentence(model.summary)}</small>
      </td>
      <td>
        <Badge mark={mark}>{word}</Badge>
      </td>
      <td className={cx(cell.num, cell.far)}>{count(model.inputs)}</td>
      <td
        className={cell.num}
        title={model.remote ? `Runs on ${model.remote.url}` : `file ${bytes(model.sizeBytes)}`}
      >
        {model.remote
          ? 'remote'
          : bytes(state === 'resident' && memoryBytes !== null ? memoryBytes : model.sizeBytes)}
      </td>
      <td className={cell.num}>
        {model.sample === null ? (
          <span className={text.dim}>no sample</span>
        ) : (
          <Button
            small
            blocked={trying}
            aria-label={`${trying ? 'Starting' : 'Try it'}: ${model.name} ${model.version}`}
            onPress={() => {
              go('batch');
              void tryModel(model);
            }}
          >
            {trying ? 'Starting' : 'Try it'}
          </Button>
        )}
      </td>
    </tr>
  );
}
