import { useMemo } from 'react';
import type { ModelSummary } from '../../../src-main/contract/index.ts';
import { announce } from '../../state/announcer.ts';
import { chooseModels } from '../../state/files.ts';
import { loadModels, modelKey, selectModel, useModels } from '../../state/models.ts';
import { found, grouped, orderedAliases, residencyWords } from '../../state/modelWords.ts';
import { setSettings, useSettings } from '../../state/settings.ts';
import { useModelWork } from '../../state/modelActions.ts';
import { Aliases } from '../../ui/Aliases.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { Button, IconButton } from '../../ui/Button.tsx';
import { copyText } from '../../ui/clipboard.ts';
import { type Column, rowsAsTsv } from '../../ui/column.ts';
import { DataTable } from '../../ui/DataTable.tsx';
import { FailureNote } from '../../ui/FailureNote.tsx';
import { SearchBox } from '../../ui/SearchBox.tsx';
import { bytes, bytesParts, count } from '../../ui/format/numbers.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Panel } from '../../ui/Panel.tsx';
import text from '../../ui/text.module.css';
import { shownModel } from './shownModel.ts';
import styles from './VersionList.module.css';

/** One row a version, grouped by model. Arrow keys move through it, Enter goes to what it shows. */
export function VersionList() {
  const { models, failure, search, selectedKey } = useModels();
  const widths = useSettings((settings) => settings.versionWidths);
  const all = useMemo(() => grouped(models ?? []), [models]);
  const shown = useMemo(() => found(all, search), [all, search]);
  const current = shownModel(all, selectedKey);
  return (
    <Panel
      title="Versions"
      sub={
        models === null
          ? failure
            ? 'not read'
            : 'loading'
          : shown.length === all.length
            ? 'grouped by model'
            : `${count(shown.length)} of ${count(all.length)}`
      }
      className={styles.list}
      actions={
        <>
          <SearchBox
            label="Filter versions"
            placeholder="Filter"
            width={150}
            value={search}
            onChange={(next) => useModels.setState({ search: next })}
          />
          <IconButton
            label="Copy the versions as a table"
            onPress={() => void copyText(rowsAsTsv(shown, columns))}
          >
            <Icon name="copy" />
          </IconButton>
        </>
      }
    >
      {failure && models === null ? (
        <FailureNote
          what="The models could not be read"
          failure={failure}
          onRetry={() => void loadModels()}
        />
      ) : null}
      <DataTable
        label="Versions"
        rows={shown}
        columns={columns}
        rowId={modelKey}
        selectedId={current ? modelKey(current) : null}
        showId={selectedKey}
        onSelect={(model) => selectModel(modelKey(model))}
        onOpen={() => document.getElementById('model')?.focus()}
        widths={widths}
        onWidths={(versionWidths) => setSettings({ versionWidths })}
        onCopied={() => announce('Row copied', 'copied')}
        empty={<Empty loading={models === null} filtered={all.length > 0} />}
      />
    </Panel>
  );
}

function Empty({ loading, filtered }: { loading: boolean; filtered: boolean }) {
  if (loading) {
    return (
      <p className={styles.empty} aria-busy="true">
        Loading the models.
      </p>
    );
  }
  if (filtered) {
    return (
      <p className={styles.empty}>
        No version fits the filter.{' '}
        <Button small onPress={() => useModels.setState({ search: '' })}>
          Show all
        </Button>
      </p>
    );
  }
  return (
    <p className={styles.empty}>
      Models you import are listed here, one row a version. Any ONNX file will do: it is checked before
      anything of it runs.{' '}
      <Button small kind="primary" onPress={() => void chooseModels()}>
        Import model
      </Button>
    </p>
  );
}

function State({ model }: { model: ModelSummary }) {
  const doing = useModelWork((state) => state.busy[modelKey(model)]);
  const { mark, word } = residencyWords(model);
  return doing === 'Loading' ? (
    <Badge mark="wait">{model.remote ? 'Connecting' : 'Loading'}</Badge>
  ) : (
    <Badge mark={mark}>{word}</Badge>
  );
}

const columns: readonly Column<ModelSummary>[] = [
  {
    id: 'model',
    header: 'Model',
    width: 172,
    cell: ({ name, version, title }) => (
      <span className={styles.version} title={`${name} ${version}: ${title}`}>
        <b className={`${text.name} ${text.trunc}`}>{name}</b> <span className={text.soft}>{version}</span>
      </span>
    ),
    text: modelKey,
  },
  {
    id: 'alias',
    header: 'Alias',
    width: 88,
    cell: ({ aliases }) => <Aliases aliases={orderedAliases(aliases)} />,
    text: ({ aliases }) => orderedAliases(aliases).join(' '),
  },
  {
    id: 'state',
    header: 'State',
    width: 106,
    cell: (model) => <State model={model} />,
    text: (model) => residencyWords(model).word,
  },
  {
    id: 'instances',
    header: 'Inst.',
    width: 38,
    align: 'right',
    far: true,
    cell: ({ residency: { instances }, remote }) =>
      instances > 0 && !remote ? count(instances) : <span className={text.dim}>–</span>,
    text: ({ residency }) => residency.instances,
  },
  {
    id: 'memory',
    header: 'In memory',
    width: 80,
    align: 'right',
    cell: ({ residency: { state, memoryBytes }, remote }) =>
      state === 'resident' && memoryBytes !== null && !remote ? (
        <Bytes value={memoryBytes} />
      ) : (
        <span className={text.dim}>–</span>
      ),
    text: ({ residency }) => (residency.memoryBytes === null ? null : bytes(residency.memoryBytes)),
  },
  {
    id: 'file',
    header: 'File',
    width: 72,
    align: 'right',
    cell: ({ sizeBytes, remote }) =>
      remote ? <span title={`Runs on ${remote.url}`}>remote</span> : <Bytes value={sizeBytes} />,
    text: ({ sizeBytes, remote }) => (remote ? `on ${remote.url}` : bytes(sizeBytes)),
  },
];

function Bytes({ value }: { value: number }) {
  const { figure, unit } = bytesParts(value);
  return (
    <>
      {figure}
      <span className={text.unit}>{unit}</span>
    </>
  );
}
