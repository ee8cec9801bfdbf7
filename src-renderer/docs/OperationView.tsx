import { type Answer, type OpenApi, type Parameter, type Place, resolved } from './openapi.ts';
import styles from './OperationView.module.css';
import { SchemaView } from './SchemaView.tsx';
import { TryIt } from './TryIt.tsx';

/** One operation: closed its address and what it does, open all of it, with a form to send it. */
export function OperationView({ document, place }: { document: OpenApi; place: Place }) {
  const { method, path, operation } = place;
  const { operationId, summary, description, requestBody, responses } = operation;
  const parameters = (operation.parameters ?? []).map((one) => resolved<Parameter>(document, one));
  const body = requestBody?.content['application/json'];
  const isPage = 'text/html' in (resolved<Answer>(document, responses['200'] ?? nothing).content ?? {});
  return (
    <details className={styles.operation} id={operationId}>
      <summary>
        <span className={styles.method} data-method={method}>
          {method}
        </span>
        <code className={styles.path}>{path}</code>
        <span className={styles.summary}>{summary}</span>
      </summary>
      <div className={styles.inside}>
        {description ? <p>{description}</p> : null}
        {operation.security ? <p>Needs no token.</p> : null}
        {isPage ? null : (
          <TryIt
            place={place}
            parameters={parameters}
            example={body?.example}
            takesBody={body !== undefined}
          />
        )}
        {body?.schema ? (
          <>
            <h3>Request</h3>
            <SchemaView document={document} schema={body.schema} />
          </>
        ) : null}
        <h3>Answers</h3>
        <Answers document={document} responses={responses} />
      </div>
    </details>
  );
}

function Answers({ document, responses }: { document: OpenApi; responses: Place['operation']['responses'] }) {
  return (
    <dl className={styles.answers}>
      {Object.entries(responses).map(([status, answer]) => {
        const { description, content } = resolved<Answer>(document, answer);
        const media = content?.['application/json'];
        const isSuccess = status.startsWith('2');
        return (
          <div key={status}>
            <dt data-success={isSuccess}>{status}</dt>
            <dd>
              <p>{description}</p>
              {isSuccess && media?.schema ? <SchemaView document={document} schema={media.schema} /> : null}
              {media?.example === undefined ? null : (
                <pre className={styles.example} tabIndex={0}>
                  {JSON.stringify(media.example, null, isSuccess ? 2 : 0)}
                </pre>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

const nothing: Answer = { description: '' };
