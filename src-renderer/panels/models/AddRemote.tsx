import { type FormEvent, useMemo, useState } from 'react';
import { modelKey, useModels } from '../../state/models.ts';
import { grouped } from '../../state/modelWords.ts';
import {
  addRemoteModel,
  emptyForm,
  forgetRemoteFailure,
  openAddRemote,
  type RemoteForm,
  remoteFault,
  useRemoteModels,
} from '../../state/remoteModels.ts';
import { FailureNote } from '../../ui/FailureNote.tsx';
import { type Choice, Picker } from '../../ui/Picker.tsx';
import { Actions, Field, RemoteDialog } from './RemoteDialog.tsx';
import styles from './RemoteDialog.module.css';

/** Asks for a model that runs on another server. */
export function AddRemote() {
  const open = useRemoteModels((state) => state.open);
  return (
    <RemoteDialog
      title="Add a remote model"
      words="It runs on another server: any that speaks the Open Inference Protocol V2, as Triton, MLServer, KServe and Foredeck do. The rows are sent there; everything else is as with a model here."
      open={open}
      onOpenChange={openAddRemote}
    >
      <Form />
    </RemoteDialog>
  );
}

function Form() {
  const { asking, failure } = useRemoteModels();
  const [form, setForm] = useState<RemoteForm>(emptyForm);
  const [tried, setTried] = useState(false);
  const fault = remoteFault(form);
  const set = (change: Partial<RemoteForm>) => {
    forgetRemoteFailure();
    setForm((before) => ({ ...before, ...change }));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    forgetRemoteFailure();
    if (fault === null) void addRemoteModel(form);
  };
  const wrong = (field: string): string | null =>
    tried && fault?.field === field ? fault.text : failure?.details?.field === field ? failure.message : null;
  return (
    <form className={styles.form} onSubmit={submit}>
      <Field
        label="Address of the server"
        fault={wrong('url')}
        value={form.url}
        onChange={(url) => set({ url })}
        placeholder="http://127.0.0.1:8000"
        autoFocus
      />
      <div className={styles.pair}>
        <Field
          label="Model there"
          fault={wrong('model')}
          value={form.model}
          onChange={(model) => set({ model })}
        />
        <Field
          label="Version there"
          fault={wrong('version')}
          value={form.version}
          onChange={(version) => set({ version })}
          placeholder="the one it serves"
        />
      </div>
      <div className={styles.pair}>
        <Field
          label="Token"
          fault={wrong('token')}
          value={form.token}
          onChange={(token) => set({ token })}
          placeholder="if it wants one"
          type="password"
        />
        <Field
          label="Name here"
          fault={wrong('name')}
          value={form.name}
          onChange={(name) => set({ name })}
          placeholder="as it is called there"
        />
      </div>
      <CardOf value={form.cardOf} onChange={(cardOf) => set({ cardOf })} />
      {failure && !(tried && fault) && failure.details?.field === undefined ? (
        <FailureNote what="It was not added" failure={failure} />
      ) : null}
      <Actions
        does="Add model"
        going={asking ? 'The server is asked, and a few rows are run there' : null}
        onCancel={() => openAddRemote(false)}
      />
    </form>
  );
}

const fromServer = 'server';

function CardOf({ value, onChange }: { value: string | null; onChange(key: string | null): void }) {
  const models = useModels((state) => state.models);
  const choices = useMemo(
    (): Choice[] => [
      { id: fromServer, label: 'From what the server says' },
      ...grouped(models ?? []).map((model) => ({
        id: modelKey(model),
        label: `As ${model.name} ${model.version}`,
        hint: model.title,
      })),
    ],
    [models],
  );
  return (
    <div className={styles.field}>
      <span className={styles.label}>Features and classes</span>
      <Picker
        label="Features and classes"
        value={value ?? fromServer}
        choices={choices}
        onChange={(id) => onChange(id === fromServer ? null : id)}
      />
    </div>
  );
}
