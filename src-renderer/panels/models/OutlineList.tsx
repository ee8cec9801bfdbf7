import { useState } from 'react';
import type { GraphOutline } from '../../../src-main/contract/index.ts';
import { outlineSteps } from '../../state/graphWords.ts';
import { Button } from '../../ui/Button.tsx';
import { count, plural } from '../../ui/format/numbers.ts';
import styles from './OutlineList.module.css';

const shownFirst = 9;

/** The graph in short, from what goes in to what comes out. */
export function OutlineList({ outline }: { outline: GraphOutline }) {
  const [all, setAll] = useState(false);
  const steps = outlineSteps(outline);
  const hidden = steps.length - shownFirst;
  const cut = !all && hidden > 1;
  const shown = cut ? [...steps.slice(0, shownFirst - 1), ...steps.slice(-1)] : steps;
  return (
    <section className={styles.outline} aria-labelledby="outline">
      <div className={styles.head}>
        <h3 id="outline">Graph outline</h3>
        <span className={styles.sub}>
          {plural(outline.nodes, 'node')} in {plural(outline.steps.length, 'step')}
        </span>
      </div>
      <ol className={styles.chain}>
        {shown.map((step) => (
          <li key={step.id}>
            <b title={step.title} className={step.text === '' ? styles.alone : undefined}>
              {step.title}
            </b>
            {step.text === '' ? null : <span title={step.text}>{step.text}</span>}
          </li>
        ))}
      </ol>
      {hidden > 1 ? (
        <div className={styles.more}>
          <Button small onPress={() => setAll(!all)}>
            {all ? 'Show fewer steps' : `Show ${count(hidden)} more steps`}
          </Button>
        </div>
      ) : null}
    </section>
  );
}
