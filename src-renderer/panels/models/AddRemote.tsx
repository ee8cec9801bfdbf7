import { type FormEvent, useId, useMemo, useState } from 'react';
import { Dialog, Heading, Input, Label, Modal, ModalOverlay, TextField } from 'react-aria-components';
import { failureText } from '../../client/failure.ts';
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
import { Button } from '../../ui/Button.tsx';
import { copyText } from '../../ui/clipboard.ts';
import { Fault } from '../../ui/Fault.tsx';
import { Icon, Mark } from '../../ui/Icon.tsx';
import { Note } from '../../ui/Note.tsx';
import { type Choice, Picker } from '../../ui/Picker.tsx';
import styles from './AddRemote.module.css';

/** Asks for a model that runs on another server. */
export function AddRemote() {
  const open = useRemoteModels((state) => state.open);
  return (
    <ModalOverlay
      className={styles.overlay ?? ''}
      isOpen={open}
      onOpenChange={(next) => openAddRemote(next)}
      isDismissable
    >
      <Modal>
        <Dialog className={styles.dialog ?? ''}>
          <Heading slot="title" className={styles.title ?? ''}>
            Add a remote model
          </Heading>
          <p className={styles.words}>
            It runs on another server: any that speaks the Open Inference Protocol V2, as Triton, MLServer,
            KServe and Foredeck do. The rows are sent there; everything else is as with a model here.
          </p>
          <Form />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Form() {
  const { asking, failure } = useRemoteModels();
  const [form, setForm] = useState<RemoteForm>(emptyForm);
  const [tried, setTried] = useState(false);
  const fault = remoteFault(form);
  const set = (change: Partial<RemoteForm>) => setForm((before) => ({ ...before, ...change }));
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
      {failure && !(tried && fault) ? (
        <Note
          level="bad"
          actions={
            <Button small onPress={() => void copyText(failureText(failure))}>
              <Icon name="copy" />
              Copy error
            </Button>
          }
        >
          It was not added: {failure.message}
        </Note>
      ) : null}
      <div className={styles.actions}>
        {asking ? (
          <span className={styles.going} aria-busy="true">
            <Mark name="wait" />
            The server is asked, and a few rows are run there
          </span>
        ) : null}
        <Button small onPress={() => openAddRemote(false)}>
          Cancel
        </Button>
        <Button small kind="primary" type="submit" blocked={asking}>
          Add model
        </Button>
      </div>
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

/** A field's words above it and what is wrong with it below. */
function Field({
  label,
  fault,
  placeholder = '',
  ...field
}: {
  label: string;
  fault: string | null;
  value: string;
  onChange(value: string): void;
  placeholder?: string;
  type?: 'password';
  autoFocus?: boolean;
}) {
  const id = useId();
  return (
    <TextField {...field} className={styles.field ?? ''} isInvalid={fault !== null}>
      <Label className={styles.label ?? ''}>{label}</Label>
      <Input
        className={styles.input ?? ''}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        aria-describedby={id}
      />
      <Fault id={id}>{fault}</Fault>
    </TextField>
  );
}
