import { membersOf, type OpenApi, type Schema, typeWords } from './openapi.ts';
import styles from './SchemaView.module.css';

/** Values that are shown at once; the rest is one step away. */
const fewValues = 12;
/** Schemas within schemas that are shown; deeper ones would be read by nobody. */
const mostDepth = 4;

/** The members of a schema, those of its members folded. */
export function SchemaView({
  document,
  schema,
  depth = 0,
}: {
  document: OpenApi;
  schema: Schema;
  depth?: number;
}) {
  const shown = membersOf(document, schema);
  if (shown === null) return <p className={styles.type}>{typeWords(document, schema)}</p>;
  return (
    <ul className={styles.members}>
      {Object.entries(shown.properties ?? {}).map(([name, member]) => (
        <li key={name}>
          <Member
            {...{ document, name, member, depth }}
            isRequired={shown.required?.includes(name) === true}
          />
        </li>
      ))}
    </ul>
  );
}

function Member({
  document,
  name,
  member,
  isRequired,
  depth,
}: {
  document: OpenApi;
  name: string;
  member: Schema;
  isRequired: boolean;
  depth: number;
}) {
  const inner = depth < mostDepth ? membersOf(document, member) : null;
  return (
    <>
      <code className={styles.name}>{name}</code>{' '}
      <span className={styles.type}>
        {typeWords(document, member)}
        {isRequired ? ', required' : ''}
      </span>
      {member.description ? <span className={styles.about}>{member.description}</span> : null}
      {member.enum ? <Values values={member.enum} /> : null}
      {inner ? (
        <details className={styles.inner}>
          <summary>
            Members of <code>{name}</code>
          </summary>
          <SchemaView document={document} schema={member} depth={depth + 1} />
        </details>
      ) : null}
    </>
  );
}

function Values({ values }: { values: (string | null)[] }) {
  const texts = values.map((value) => value ?? 'null');
  if (texts.length <= fewValues) return <span className={styles.about}>One of {texts.join(', ')}.</span>;
  return (
    <details className={styles.inner}>
      <summary>One of {texts.length} values</summary>
      <p>{texts.join(', ')}</p>
    </details>
  );
}
