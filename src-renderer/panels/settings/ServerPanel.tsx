import type { ServerView } from '../../../src-main/contract/index.ts';
import { platform } from '../../state/backend.ts';
import { copyAddress, copyCurl, copyDocsLink } from '../../state/copy.ts';
import { useConnection } from '../../state/connection.ts';
import { changeServer, closeServerTrouble, docsLink, switchServer, useServer } from '../../state/server.ts';
import { reachWords } from '../../state/serverWords.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Check } from '../../ui/Check.tsx';
import { FailureNote } from '../../ui/FailureNote.tsx';
import { plural } from '../../ui/format/numbers.ts';
import { Icon, type MarkName } from '../../ui/Icon.tsx';
import { Note } from '../../ui/Note.tsx';
import { Panel } from '../../ui/Panel.tsx';
import text from '../../ui/text.module.css';
import { PortForm } from './PortForm.tsx';
import { SettingRow } from '../../ui/SettingRow.tsx';
import styles from './ServerPanel.module.css';

const states: Record<ServerView['state'], { mark: MarkName; word: string }> = {
  off: { mark: 'off', word: 'Off' },
  starting: { mark: 'wait', word: 'Starting' },
  on: { mark: 'ok', word: 'On' },
  stopping: { mark: 'wait', word: 'Stopping' },
};

/** The server by which programs use the models: its switch, and where it listens. */
export function ServerPanel() {
  const view = useServer((state) => state.view);
  return (
    <Panel
      title="Local server"
      sub="the Open Inference Protocol, for programs of your own"
      actions={view ? <Switch view={view} /> : null}
    >
      {view ? <Shown view={view} /> : <p className={styles.waiting}>Asking the backend</p>}
    </Panel>
  );
}

function Switch({ view }: { view: ServerView }) {
  const switching = useServer((state) => state.switching);
  const away = useConnection((state) => state.state.kind !== 'open');
  const on = view.state === 'on' || view.state === 'starting';
  return (
    <Button
      small
      kind={on ? 'default' : 'primary'}
      blocked={switching || away}
      onPress={() => void switchServer(!on)}
    >
      {on ? 'Switch off' : 'Switch on'}
    </Button>
  );
}

function Shown({ view }: { view: ServerView }) {
  const { mark, word } = states[view.state];
  const { url } = view;
  return (
    <>
      <Troubles view={view} />
      <div className={styles.state}>
        <Badge mark={mark}>{word}</Badge>
        {url ? (
          <>
            <span className={styles.url}>{url}</span>
            <IconButton label="Copy the address" onPress={() => void copyAddress(url)}>
              <Icon name="copy" />
            </IconButton>
            <Button small onPress={() => void copyCurl(url, view.asksForToken)}>
              Copy as curl
            </Button>
            <DocsLink />
            <span className={text.spacer} />
            <span className={styles.counts}>
              {plural(view.inFlight, 'request')} under way · {plural(view.connections, 'connection')}
            </span>
          </>
        ) : (
          <span className={styles.off}>
            {view.fixed
              ? 'The port stays open for this console; programs are refused.'
              : 'Nothing listens. Switched on, it answers ' + reachWords(view) + '.'}
          </span>
        )}
      </div>
      {view.fixed ? <Fixed view={view} /> : <Choices view={view} />}
    </>
  );
}

function Troubles({ view }: { view: ServerView }) {
  const trouble = useServer((state) => state.trouble);
  if (trouble?.about === 'server')
    return <FailureNote what={trouble.title} failure={trouble.failure} onClose={closeServerTrouble} />;
  return view.problem ? <Note level="warn">It is off although it should be on. {view.problem}</Note> : null;
}

/** Where programs are told how to ask: a page of the server, which the desktop's window does not show itself. */
function DocsLink() {
  if (platform().shell === 'browser') {
    return (
      <a className={styles.docs} href="/docs" target="_blank" rel="noreferrer">
        Docs
      </a>
    );
  }
  return (
    <Button small onPress={() => void docsLink().then((url) => (url ? copyDocsLink(url) : undefined))}>
      Copy a link to its docs
    </Button>
  );
}

/** Set on a command line, so it can only be told. */
function Fixed({ view }: { view: ServerView }) {
  return (
    <p className={styles.fixed}>
      Port {view.port}, open to {reachWords(view)}, as <code>foredeck serve</code> was started. To change
      that, start it again with <code>--port</code>, <code>--host</code> and <code>--token</code>.
    </p>
  );
}

function Choices({ view }: { view: ServerView }) {
  return (
    <>
      <SettingRow hint="0 takes any port that is free. A server that is on moves at once.">
        {(hintId) => <PortForm key={view.port} port={view.port} describedBy={hintId} />}
      </SettingRow>
      <SettingRow
        hint={
          view.network
            ? 'Every machine that can reach this one can ask, and what it sends is not encrypted. Each request needs a token.'
            : 'Off: only programs on this machine. On: every machine in the network can ask, with a token, unencrypted.'
        }
      >
        {(hintId) => (
          <Check
            label="Let the network in"
            checked={view.network}
            describedBy={hintId}
            onChange={(network) => void changeServer({ network })}
          />
        )}
      </SettingRow>
      <SettingRow hint="Otherwise it is off until you switch it on.">
        {(hintId) => (
          <Check
            label="On when Foredeck starts"
            checked={view.atStart}
            describedBy={hintId}
            onChange={(atStart) => void changeServer({ atStart })}
          />
        )}
      </SettingRow>
    </>
  );
}
