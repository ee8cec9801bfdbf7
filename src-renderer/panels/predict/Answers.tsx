import { isCurrent, usePredict } from '../../state/predict/predict.ts';
import styles from './Answers.module.css';
import { Waiting } from './Waiting.tsx';
import { Verdict } from './Verdict.tsx';

/** What the version said, and beside it what another one said. */
export function Answers() {
  const beside = usePredict((state) => state.beside);
  const model = usePredict((state) => state.model);
  const first = usePredict((state) => state.first);
  const second = usePredict((state) => state.second);
  const row = usePredict((state) => state.row);
  if (!model || !first.card) return <Waiting />;
  return (
    <div className={beside ? styles.two : styles.one}>
      <Verdict version={model} side={first} current={isCurrent(first, row)} against={null} />
      {beside ? (
        <Verdict
          version={beside}
          side={second}
          current={isCurrent(first, row)}
          against={first.answered ? { version: model, answered: first.answered } : null}
        />
      ) : null}
    </div>
  );
}
