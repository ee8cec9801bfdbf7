import { useState } from 'react';
import { copyRequest, requestOf, samplesOf } from '../../state/predict/copyRequest.ts';
import { usePredict } from '../../state/predict/predict.ts';
import { startServer, useServer } from '../../state/server.ts';
import { tokenVariable } from '../../state/serverWords.ts';
import {
  type CodeForm,
  codeForms,
  codeNames,
  codeOf,
  predictPath,
  type RequestParts,
  shownRequest,
} from '../../state/predict/requestCode.ts';
import { savePicture } from '../../state/predict/samplePictures.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { copyText } from '../../ui/clipboard.ts';
import { cut } from '../../ui/format/text.ts';
import { Icon, Mark } from '../../ui/Icon.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Picker } from '../../ui/Picker.tsx';
import { JsonTree } from './JsonTree.tsx';
import { leftWords } from './leftWords.ts';
import styles from './RequestPanel.module.css';

/** A sample lies in the product, where no program can read it. */
function SampleFiles({ parts }: { parts: RequestParts }) {
  return samplesOf(parts).map((sample) => (
    <div key={sample.name} className={styles.foot}>
      <span>
        Reads <code>{sample.name}</code> from the folder it runs in.
      </span>
      <Button small onPress={() => savePicture(sample)}>
        Save {sample.name}
      </Button>
    </div>
  ));
}

type Look = 'json' | CodeForm;
const looks: readonly { id: Look; label: string }[] = [
  { id: 'json', label: 'JSON' },
  ...codeForms.map((form) => ({ id: form, label: codeNames[form] })),
];
const shownChars = 20_000;

/** The row in the form as the request a program would send. */
export function RequestPanel() {
  const [look, setLook] = useState<Look>('json');
  const model = usePredict((state) => state.model);
  const row = usePredict((state) => state.row);
  const pictures = usePredict((state) => state.pictures);
  const server = useServer((state) => state.view);
  const parts = requestOf({ model, row, pictures }, server);
  const code = parts && look !== 'json' ? codeOf(look, parts) : null;
  const copy = () => {
    if (look !== 'json') void copyRequest(look);
    else if (parts) void copyText(JSON.stringify({ instances: [parts.instance] }, null, 2));
  };
  return (
    <Panel
      title="As a request"
      actions={
        <>
          <span className={styles.look}>
            <Picker
              label="Shown as"
              small
              value={look}
              choices={looks}
              onChange={(id) => setLook(looks.find((one) => one.id === id)?.id ?? 'json')}
            />
          </span>
          <IconButton
            label={look === 'json' ? 'Copy request' : `Copy as ${codeNames[look]}`}
            blocked={!parts}
            onPress={copy}
          >
            <Icon name="copy" />
          </IconButton>
        </>
      }
    >
      <div className={styles.body} tabIndex={0} role="region" aria-label="Request">
        {parts === null ? (
          <p className={styles.none}>
            The request appears once the form is{' '}
            {row?.kind === 'faulty' && row.wrong > 0 ? `right: ${leftWords(row)}` : 'filled in'}.
          </p>
        ) : code === null ? (
          <>
            <p className={styles.path}>POST {predictPath(parts)}</p>
            <JsonTree value={shownRequest(parts)} />
          </>
        ) : (
          <pre className={styles.code}>{cut(code, shownChars)}</pre>
        )}
      </div>
      {parts && look !== 'json' ? <SampleFiles parts={parts} /> : null}
      <div className={styles.foot}>
        {server && server.state !== 'on' ? (
          <>
            <Mark name="off" />
            <span>
              The server is {server.state === 'starting' ? 'starting' : 'off: programs get no answer'}.
            </span>
            {server.state === 'off' ? (
              <Button small onPress={() => void startServer()}>
                Switch it on
              </Button>
            ) : null}
          </>
        ) : server && !server.asksForToken ? (
          <span>No token is asked for.</span>
        ) : (
          <span>
            Needs a token in <code>{tokenVariable}</code>; Settings makes one.
          </span>
        )}
      </div>
    </Panel>
  );
}
