import { platform } from '../../state/backend.ts';
import { blocksOf } from '../../state/choices.ts';
import { useConnection } from '../../state/connection.ts';
import { modelKey, useModels } from '../../state/models.ts';
import { choose, type Draft, runDraft } from '../../state/draft.ts';
import { doubtOf } from '../../state/doubts.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyError } from '../../ui/CopyError.tsx';
import { failureText } from '../../ui/format/failure.ts';
import { count, plural } from '../../ui/format/numbers.ts';
import { Mark } from '../../ui/Icon.tsx';
import { useNow } from '../../ui/useNow.ts';
import styles from './RunBar.module.css';

/** Run, and beside it why it cannot run yet with the one press that would change that. */
export function RunBar({ draft }: { draft: Extract<Draft, { kind: 'ready' }> }) {
  const away = useConnection((state) => state.state.kind !== 'open');
  const nowMs = useNow();
  const { plan } = draft.plan;
  const blocks = plan ? blocksOf(plan, draft.choices, draft.card, nowMs) : [];
  const [block] = blocks;
  const doubt = plan ? doubtOf(draft.table, plan, draft.card) : null;
  const { survey } = draft.table;
  const rows = survey.complete ? plural(survey.rows, 'row') : `about ${count(survey.rowsEstimate)} rows`;
  const reason = away
    ? 'the backend is away'
    : draft.sending
      ? 'it is being sent'
      : draft.plan.kind === 'planning'
        ? 'columns are being matched'
        : draft.plan.kind === 'failed'
          ? draft.plan.failure.message
          : (block?.text ?? null);
  const quiet = draft.sending || draft.plan.kind === 'planning';
  const { refusal } = draft;
  const off = useModels(({ models }) =>
    models?.some(
      (model) =>
        draft.choices.model !== null &&
        modelKey(model) === modelKey(draft.choices.model) &&
        !model.residency.on,
    ),
  );
  return (
    <div className={styles.bar}>
      <Button
        kind="primary"
        blocked={reason !== null}
        {...(reason === null ? {} : { 'aria-describedby': 'why' })}
        onPress={() => void runDraft(platform().pathFor)}
      >
        {draft.choices.runAfterMs === null ? 'Run' : 'Queue'} {rows}
      </Button>
      {reason !== null ? (
        <span id="why" className={quiet ? styles.quiet : styles.why}>
          {quiet ? null : <Mark name="bad" />}
          <span>
            {block?.feature && reason === block.text ? (
              <Named text={block.text} name={block.feature} />
            ) : (
              reason
            )}
            {blocks.length > 1 && !quiet ? (
              <span className={styles.more}> · {count(blocks.length - 1)} more</span>
            ) : null}
          </span>
        </span>
      ) : refusal ? (
        <span className={styles.why} role="alert">
          <Mark name="bad" />
          <span>{refusal.message}</span>
          <CopyError text={failureText(refusal)} compact />
        </span>
      ) : doubt ? (
        <span className={styles.doubt}>
          <Mark name="warn" />
          <span>
            <Named text={doubt.text} name={doubt.feature} />
          </span>
        </span>
      ) : (
        <span className={styles.quiet}>
          {draft.choices.overwrite && plan?.outputExists
            ? 'The file that is there will be replaced'
            : off
              ? 'It will wait: its model is switched off'
              : 'Nothing keeps it from running'}
        </span>
      )}
      <span className={styles.spacer} />
      {block?.fix && !quiet && !away ? (
        <Button small onPress={() => block.fix && void choose(block.fix.change)}>
          {block.fix.label}
        </Button>
      ) : null}
    </div>
  );
}

/** The sentence with the feature's name set strong. */
function Named({ text, name }: { text: string; name: string }) {
  const at = text.indexOf(name);
  if (at === -1) return text;
  return (
    <>
      {text.slice(0, at)}
      <b className={styles.name}>{name}</b>
      {text.slice(at + name.length)}
    </>
  );
}
