import { type FormEvent, useId, useState } from 'react';
import type { Parameter, Place } from './openapi.ts';
import { asCurl, type Filled, send, type Sent } from './request.ts';
import styles from './TryIt.module.css';

type Trying = { kind: 'idle' } | { kind: 'sending' } | { kind: 'sent'; sent: Sent } | { kind: 'failed' };

/** A form that sends the operation, filled in with its examples. */
export function TryIt({
  place,
  parameters,
  example,
  takesBody,
}: {
  place: Place;
  parameters: readonly Parameter[];
  example: unknown;
  takesBody: boolean;
}) {
  const [values, setValues] = useState(() =>
    Object.fromEntries(parameters.map(({ name, example: given }) => [name, given ?? ''])),
  );
  const [body, setBody] = useState(() => (example === undefined ? '{}' : JSON.stringify(example, null, 2)));
  const [trying, setTrying] = useState<Trying>({ kind: 'idle' });
  const [copied, setCopied] = useState(false);
  const bodyId = useId();
  const filled: Filled = { values, body: takesBody ? body : null };

  function submit(event: FormEvent): void {
    event.preventDefault();
    setTrying({ kind: 'sending' });
    send(place, parameters, filled).then(
      (sent) => setTrying({ kind: 'sent', sent }),
      () => setTrying({ kind: 'failed' }),
    );
  }
  function copy(): void {
    void navigator.clipboard.writeText(asCurl(place, parameters, filled, location.origin)).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  }

  return (
    <form className={styles.form} onSubmit={submit} aria-label={`Try ${place.operation.summary}`}>
      {parameters.map((parameter) => (
        <Field
          key={parameter.name}
          parameter={parameter}
          value={values[parameter.name] ?? ''}
          onChange={(value) => setValues({ ...values, [parameter.name]: value })}
        />
      ))}
      {takesBody ? (
        <div className={styles.body}>
          <label htmlFor={bodyId}>Body, as JSON</label>
          <textarea
            id={bodyId}
            spellCheck={false}
            rows={Math.min(18, body.split('\n').length + 1)}
            value={body}
            onChange={(event) => setBody(event.target.value)}
          />
        </div>
      ) : null}
      <div className={styles.actions}>
        <button type="submit" className={styles.primary}>
          Send
        </button>
        <button type="button" onClick={copy}>
          Copy as curl
        </button>
        <span role="status">
          {trying.kind === 'sending' ? 'Sending' : copied ? 'Copied; set TOKEN in the shell' : ''}
        </span>
      </div>
      <div aria-live="polite">{outcome(trying)}</div>
    </form>
  );
}

function outcome(trying: Trying) {
  if (trying.kind === 'failed') return <p>The server cannot be reached.</p>;
  if (trying.kind !== 'sent') return null;
  const { status, ms, headers, text } = trying.sent;
  return (
    <>
      <p>
        <b data-success={status < 300}>{status}</b> in {ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms
        {headers.map(([name, value]) => (
          <code key={name} className={styles.header}>
            {name}: {value}
          </code>
        ))}
      </p>
      {text === '' ? null : (
        <pre className={styles.answer} tabIndex={0}>
          {text}
        </pre>
      )}
    </>
  );
}

function Field({
  parameter,
  value,
  onChange,
}: {
  parameter: Parameter;
  value: string;
  onChange: (value: string) => void;
}) {
  const id = useId();
  const { name, description, required = false, schema } = parameter;
  return (
    <div className={styles.field}>
      <label htmlFor={id}>
        <code>{name}</code>
      </label>
      {schema.enum ? (
        <select
          id={id}
          value={value}
          aria-describedby={`${id}-about`}
          onChange={(event) => onChange(event.target.value)}
        >
          <option value="">not sent</option>
          {schema.enum.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          value={value}
          required={required}
          aria-describedby={`${id}-about`}
          inputMode={schema.type === 'integer' ? 'numeric' : 'text'}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
      <span id={`${id}-about`}>
        {description}
        {required ? '' : ' May be left empty.'}
      </span>
    </div>
  );
}
