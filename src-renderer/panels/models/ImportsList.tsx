import { useState } from 'react';
import {
  closeImport,
  type Import,
  importAgain,
  modelNameFrom,
  useImports,
} from '../../state/importModels.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { FailureNote } from '../../ui/FailureNote.tsx';
import { bytes, percent } from '../../ui/format/numbers.ts';
import { Folded } from '../../ui/Folded.tsx';
import { Icon, Mark } from '../../ui/Icon.tsx';
import { Progress } from '../../ui/Progress.tsx';
import text from '../../ui/text.module.css';
import styles from './ImportsList.module.css';

/** Models on their way in, and those that were refused with the reason. What was taken in is on the list above. */
export function ImportsList() {
  const imports = useImports((state) => state.imports);
  if (imports.length === 0) return null;
  return (
    <section className={styles.imports} aria-label="Imports" role="group">
      {imports.map((one) => (
        <One key={one.id} one={one} />
      ))}
    </section>
  );
}

function One({ one }: { one: Import }) {
  const { state } = one;
  if (state.kind === 'refused') return <Refused one={one} />;
  return (
    <div className={styles.going} aria-busy="true">
      <Mark name="wait" />
      <span className={text.trunc}>
        <b className={text.name}>{one.name}</b>{' '}
        {state.kind === 'waiting'
          ? 'waits for its turn'
          : state.kind === 'uploading'
            ? `${bytes(state.share * state.sizeBytes)} of ${bytes(state.sizeBytes)} handed over`
            : 'is read, checked and run once'}
      </span>
      {state.kind === 'uploading' ? (
        <>
          <Progress label={`Handing ${one.name} over`} share={state.share} />
          <span>{percent(state.share)}</span>
        </>
      ) : (
        <span className={text.spacer} />
      )}
      {state.kind === 'checking' ? null : (
        <IconButton label={`Cancel the import of ${one.name}`} onPress={() => closeImport(one.id)}>
          <Icon name="close" />
        </IconButton>
      )}
    </div>
  );
}

function Refused({ one }: { one: Import }) {
  if (one.state.kind !== 'refused') return null;
  const { failure, path } = one.state;
  const { hint, field } = failure.details ?? {};
  // A hint of the command line does not help here.
  const advice = hint?.includes('--') ? null : hint;
  return (
    <FailureNote
      failure={failure}
      what={`${one.name} was not imported`}
      about={one.name}
      onRetry={failure.retryable ? () => importAgain(one.id, null) : null}
      onClose={() => closeImport(one.id)}
    >
      <Named name={one.name} message={failure.message} />
      {advice ? <span className={styles.advice}>{advice}</span> : null}
      {path !== null && field === 'name' ? <OtherName id={one.id} name={one.name} /> : null}
    </FailureNote>
  );
}

/** The refusal with the file's name in it once, set strong. */
function Named({ name, message }: { name: string; message: string }) {
  const strong = <b className={text.name}>{name}</b>;
  const rest = message.startsWith(name) ? message.slice(name.length) : null;
  return rest === null ? (
    <>
      {strong} was not imported: <Folded words={message} />
    </>
  ) : (
    <>
      Not imported: {strong}
      <Folded words={rest} />
    </>
  );
}

/** For a name that is taken or cannot be one. */
function OtherName({ id, name }: { id: number; name: string }) {
  const [typed, setTyped] = useState(() => `${modelNameFrom(name.replace(/\.onnx$/iu, '')) ?? 'model'}-2`);
  const next = modelNameFrom(typed);
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (next !== null) importAgain(id, next);
      }}
    >
      <input
        className={styles.input}
        aria-label={`Another name for ${name}`}
        value={typed}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
      />
      <Button small type="submit" blocked={next === null}>
        Import as {next ?? '…'}
      </Button>
    </form>
  );
}
