import { useEffect, useState } from 'react';
import styles from './Docs.module.css';
import { type OpenApi, type Place, placesOf, readDocument } from './openapi.ts';
import { OperationView } from './OperationView.tsx';

type Reading = { kind: 'reading' } | { kind: 'read'; document: OpenApi } | { kind: 'failed'; reason: string };

/** The page for people who write programs against this server; everything on it comes from its own description. */
export function Docs() {
  const [reading, setReading] = useState<Reading>({ kind: 'reading' });
  useEffect(() => {
    readDocument().then(
      (document) => setReading({ kind: 'read', document }),
      (error: unknown) => setReading({ kind: 'failed', reason: (error as Error).message }),
    );
  }, []);
  if (reading.kind === 'read') return <Shown document={reading.document} />;
  return (
    <main className={styles.main}>
      <h1>For programs</h1>
      <p role="status">{reading.kind === 'failed' ? reading.reason : 'Reading the description'}</p>
    </main>
  );
}

function Shown({ document }: { document: OpenApi }) {
  const [wanted, setWanted] = useState('');
  const words = wanted.toLowerCase().split(/\s+/u);
  const places = placesOf(document).filter(({ method, path, operation }) => {
    const text = `${method} ${path} ${operation.summary}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const { title, version, description } = document.info;
  return (
    <div className={styles.page}>
      <Contents document={document} places={places} wanted={wanted} onWanted={setWanted} />
      <main className={styles.main}>
        <h1>
          {title} <span className={styles.version}>{version}</span>
        </h1>
        <p>{description}</p>
        <p>
          At <code>{location.origin}</code>, described for programs in{' '}
          <a href="./openapi.json">openapi.json</a> (OpenAPI 3.1). What is sent from this page is sent as you.
        </p>
        {places.length === 0 ? <p role="status">Nothing here has these words in it.</p> : null}
        {document.tags.map(({ name, description: about }) => {
          const own = places.filter(({ operation }) => operation.tags[0] === name);
          if (own.length === 0) return null;
          return (
            <section key={name} aria-labelledby={`tag-${name}`}>
              <h2 id={`tag-${name}`}>{name}</h2>
              <p>{about}</p>
              {own.map((place) => (
                <OperationView key={place.operation.operationId} document={document} place={place} />
              ))}
            </section>
          );
        })}
      </main>
    </div>
  );
}

function Contents({
  document,
  places,
  wanted,
  onWanted,
}: {
  document: OpenApi;
  places: Place[];
  wanted: string;
  onWanted: (text: string) => void;
}) {
  return (
    <nav className={styles.contents} aria-label="Contents">
      <label>
        Find
        <input type="search" value={wanted} onChange={(event) => onWanted(event.target.value)} />
      </label>
      {document.tags.map(({ name }) => {
        const own = places.filter(({ operation }) => operation.tags[0] === name);
        if (own.length === 0) return null;
        return (
          <div key={name}>
            <a className={styles.tag} href={`#tag-${name}`}>
              {name}
            </a>
            <ul>
              {own.map(({ path, operation }) => (
                <li key={operation.operationId}>
                  <a href={`#${operation.operationId}`} onClick={() => openPlace(operation.operationId)}>
                    {operation.summary}
                    <span className={styles.where}>{path}</span>
                  </a>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </nav>
  );
}

/** Whoever goes to an operation wants to see it. */
function openPlace(id: string): void {
  const place = document.getElementById(id);
  if (place instanceof HTMLDetailsElement) place.open = true;
}
