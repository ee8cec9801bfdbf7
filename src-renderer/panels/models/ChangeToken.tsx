import { type FormEvent, useState } from 'react';
import { changeToken, closeChangeToken, useRemoteToken } from '../../state/remoteToken.ts';
import { FailureNote } from '../../ui/FailureNote.tsx';
import { Actions, Field, RemoteDialog } from './RemoteDialog.tsx';
import styles from './RemoteDialog.module.css';

/** Asks for another token of a model that runs on another server. */
export function ChangeToken() {
  const model = useRemoteToken((state) => state.model);
  return (
    <RemoteDialog
      title={model ? `Another token for ${model.name} ${model.version}` : ''}
      words={
        model
          ? `${model.remote?.url ?? ''} is asked first whether it takes it. The one before is forgotten then.`
          : ''
      }
      open={model !== null}
      onOpenChange={closeChangeToken}
    >
      <Form />
    </RemoteDialog>
  );
}

function Form() {
  const { asking, failure } = useRemoteToken();
  const [token, setToken] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void changeToken(token);
  };
  const isOfField = failure?.details?.field === 'token';
  return (
    <form className={styles.form} onSubmit={submit}>
      <Field
        label="Token"
        fault={failure && isOfField ? failure.message : null}
        value={token}
        onChange={setToken}
        placeholder="empty: none is sent any more"
        type="password"
        autoFocus
      />
      {failure && !isOfField ? <FailureNote what="The token was not changed" failure={failure} /> : null}
      <Actions
        does="Change token"
        going={asking ? 'The server is asked' : null}
        onCancel={closeChangeToken}
      />
    </form>
  );
}
