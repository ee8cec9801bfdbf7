import type { Answered } from '../../state/predict/predict.ts';
import { scoreOf, targetWords } from '../../state/predict/score.ts';
import { Badge } from '../../ui/Badge.tsx';
import { figure, plural } from '../../ui/format/numbers.ts';
import { probabilityChange } from './axis.ts';
import styles from './Difference.module.css';
import { useTarget } from './useTarget.ts';
import { signed } from './signed.ts';
import type { Against } from './Verdict.tsx';

/** How a version's answer differs from that of the one it stands beside. */
export function Difference({
  answered,
  against: { version, answered: other },
}: {
  answered: Answered;
  against: Against;
}) {
  const one = other.prediction.prediction;
  const two = answered.prediction.prediction;
  const target = useTarget();
  const before = target ? scoreOf(target, other.prediction) : null;
  const after = target ? scoreOf(target, answered.prediction) : null;
  const beside = `${version.name} ${version.version}`;
  if (Array.isArray(one) && Array.isArray(two)) {
    return (
      <p className={styles.line}>
        {one.length === two.length
          ? `As many boxes as ${beside}`
          : `${plural(Math.abs(two.length - one.length), 'box', 'boxes')} ${two.length > one.length ? 'more' : 'fewer'} than ${beside}`}
      </p>
    );
  }
  return (
    <p className={styles.line}>
      {typeof one === 'string' && typeof two === 'string' ? (
        one === two ? (
          <Badge mark="ok">Same class</Badge>
        ) : (
          <Badge mark="warn">
            Differs: {beside} says {one}
          </Badge>
        )
      ) : null}
      {target && target.kind !== 'class' && before !== null && after !== null ? (
        <span>
          {targetWords(target)}{' '}
          <b>
            {target.kind === 'probability'
              ? signed(probabilityChange(after - before))
              : signed(figure(after - before))}
          </b>{' '}
          against {beside}
        </span>
      ) : null}
    </p>
  );
}
