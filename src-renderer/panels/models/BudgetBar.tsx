import { useModels } from '../../state/models.ts';
import { changeBudget } from '../../state/modelActions.ts';
import { grouped } from '../../state/modelWords.ts';
import { bytes } from '../../ui/format/numbers.ts';
import { duration } from '../../ui/format/times.ts';
import { type Choice, Picker } from '../../ui/Picker.tsx';
import { Panel } from '../../ui/Panel.tsx';
import styles from './BudgetBar.module.css';

const budgets = [128e6, 256e6, 512e6, 1e9, 2e9, 4e9, 8e9, 16e9];
const idles = [60_000, 300_000, 600_000, 1_800_000, 3_600_000, 14_400_000, 86_400_000];

/** What all models may weigh together, who weighs what, and the one rule by which they come and go. */
export function BudgetBar() {
  const models = useModels((state) => state.models) ?? [];
  const budget = useModels((state) => state.budget);
  if (!budget) return null;
  const { budgetBytes, residentBytes, idleMs } = budget;
  const parts = grouped(models).flatMap((model) => {
    const { state, memoryBytes } = model.residency;
    const weighs = memoryBytes ?? model.sizeBytes;
    return !model.remote && (state === 'resident' || state === 'loading')
      ? [{ name: `${model.name} ${model.version}`, weighs }]
      : [];
  });
  const over = residentBytes > budgetBytes;
  const said = parts.map(({ name, weighs }) => `${name} ${bytes(weighs)}`).join(', ');
  const whole = Math.max(budgetBytes, residentBytes);
  return (
    <Panel
      title="Memory budget"
      sub="one rule for every caller"
      className={styles.panel}
      actions={
        <b className={styles.total}>
          {bytes(residentBytes)} of {bytes(budgetBytes)}
        </b>
      }
    >
      <div className={styles.body}>
        <div
          className={styles.bar}
          role="img"
          aria-label={`${bytes(residentBytes)} of ${bytes(budgetBytes)} used${said ? `: ${said}` : ''}`}
          title={said}
        >
          {parts.map(({ name, weighs }) => (
            <i key={name} style={{ width: `${(weighs / whole) * 100}%` }} />
          ))}
        </div>
        <p className={styles.rule}>
          A model is loaded by the first row that needs it. It goes to sleep after {duration(idleMs / 1000)}{' '}
          unused, or when others need the room, the longest idle first. Pinned models stay
          {over ? '; they and what is at work hold more than the budget now' : ''}.
        </p>
        <div className={styles.settings}>
          <span className={styles.setting}>
            <span aria-hidden="true">Budget</span>
            <Picker
              label="Memory budget"
              small
              value={String(budgetBytes)}
              choices={withCurrent(budgets, budgetBytes, bytes)}
              onChange={(id) => void changeBudget({ budgetBytes: Number(id) })}
            />
          </span>
          <span className={styles.setting}>
            <span aria-hidden="true">Asleep after</span>
            <Picker
              label="Asleep after"
              small
              value={String(idleMs)}
              choices={withCurrent(idles, idleMs, (ms) => duration(ms / 1000))}
              onChange={(id) => void changeBudget({ idleMs: Number(id) })}
            />
          </span>
        </div>
      </div>
    </Panel>
  );
}

/** The usual values with the present one among them. */
function withCurrent(values: readonly number[], current: number, words: (value: number) => string): Choice[] {
  return [...new Set([...values, current])]
    .sort((a, b) => a - b)
    .map((value) => ({ id: String(value), label: words(value) }));
}
