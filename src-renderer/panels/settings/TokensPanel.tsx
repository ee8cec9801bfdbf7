import { useId, useState } from 'react';
import { Input, Label, TextField } from 'react-aria-components';
import { useConnection } from '../../state/connection.ts';
import { closeServerTrouble, makeToken, useServer } from '../../state/server.ts';
import { tokenNameFault } from '../../state/serverWords.ts';
import { Button } from '../../ui/Button.tsx';
import { FailureNote } from '../../ui/FailureNote.tsx';
import { Fault } from '../../ui/Fault.tsx';
import { plural } from '../../ui/format/numbers.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Panel } from '../../ui/Panel.tsx';
import styles from './fields.module.css';
import { NewSecret } from './NewSecret.tsx';
import { TokenTable } from './TokenTable.tsx';
import panel from './TokensPanel.module.css';

/** The tokens of programs: one for each, so that one can be taken back without the others. */
export function TokensPanel() {
  const tokens = useServer((state) => state.view?.tokens);
  const made = useServer((state) => state.made);
  const trouble = useServer((state) => state.trouble);
  return (
    <Panel title="Tokens" sub={tokens && tokens.length > 0 ? plural(tokens.length, 'program') : null}>
      {trouble?.about === 'tokens' ? (
        <FailureNote what={trouble.title} failure={trouble.failure} onClose={closeServerTrouble} />
      ) : null}
      <div className={panel.make}>
        <MakeForm />
      </div>
      {made.map(({ token, secret }) => (
        <NewSecret key={token.id} token={token} secret={secret} />
      ))}
      {tokens && tokens.length > 0 ? (
        <TokenTable tokens={tokens} />
      ) : (
        <p className={panel.none}>
          A program shows a token with every request. Make one for each program: it opens the models and
          nothing else, and can be revoked without the others.
        </p>
      )}
    </Panel>
  );
}

function MakeForm() {
  const [name, setName] = useState('');
  const [tried, setTried] = useState(false);
  const away = useConnection((state) => state.state.kind !== 'open');
  const faultId = useId();
  const taken = useServer((state) => state.view?.tokens.map((token) => token.name).join('\n') ?? '');
  const wrong = tokenNameFault(name, taken.split('\n'));
  const fault = tried ? wrong : null;
  const submit = async () => {
    setTried(true);
    if (away || wrong !== null) return;
    if (!(await makeToken(name.trim()))) return;
    setName('');
    setTried(false);
  };
  return (
    <form
      className={styles.inline}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <TextField value={name} onChange={setName} isInvalid={fault !== null} className={styles.field ?? ''}>
        <Label>Token for</Label>
        <Input
          className={styles.wide ?? ''}
          placeholder="nightly report"
          autoComplete="off"
          spellCheck={false}
          aria-describedby={faultId}
        />
      </TextField>
      <Button small type="submit" blocked={away}>
        <Icon name="plus" />
        Make a token
      </Button>
      <Fault id={faultId}>{fault}</Fault>
    </form>
  );
}
