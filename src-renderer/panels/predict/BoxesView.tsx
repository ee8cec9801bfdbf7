import { useMemo, useState } from 'react';
import type { Box, Instance, ModelCard } from '../../../src-main/contract/index.ts';
import type { Version } from '../../state/predict/predict.ts';
import { pictureUrl } from '../../state/predict/samplePictures.ts';
import { count, plural } from '../../ui/format/numbers.ts';
import answer from './AnswerOf.module.css';
import { BoxList } from './BoxList.tsx';
import styles from './BoxesView.module.css';
import { DrawnBoxes } from './DrawnBoxes.tsx';

/** The picture with its boxes drawn, and beside it the boxes as a list; one that is pointed at stands out in both. */
export function BoxesView({
  card,
  instance,
  boxes,
  version,
}: {
  card: ModelCard;
  instance: Instance;
  boxes: readonly Box[];
  version: Version;
}) {
  const [at, setPointed] = useState<number | null>(null);
  // Another picture may have fewer.
  const pointed = at !== null && at < boxes.length ? at : null;
  const feature = card.inputs.find(({ type }) => type === 'image')?.name;
  const base64 = feature === undefined ? null : instance[feature];
  const url = useMemo(() => (typeof base64 === 'string' ? pictureUrl(base64) : null), [base64]);
  const labels = card.outputs.kind === 'detection' ? card.outputs.labels : [];
  return (
    <div className={styles.view}>
      <div className={answer.line}>
        <span className={`${answer.word} ${styles.many}`}>{plural(boxes.length, 'box', 'boxes')}</span>
        {boxes.length > 0 ? <span className={styles.kinds}>{kindsOf(boxes)}</span> : null}
      </div>
      <div className={styles.both}>
        {url ? (
          <DrawnBoxes
            url={url}
            boxes={boxes}
            labels={labels}
            pointed={pointed}
            onPoint={setPointed}
            label={`The picture with ${plural(boxes.length, 'box', 'boxes')} of ${version.name} ${version.version}`}
          />
        ) : null}
        <BoxList boxes={boxes} labels={labels} pointed={pointed} onPoint={setPointed} />
      </div>
    </div>
  );
}

const mostKinds = 12;

/** `5 text, 2 title`, the most frequent first; of very many labels the rest as a sum. */
function kindsOf(boxes: readonly Box[]): string {
  const counts = new Map<string, number>();
  for (const { label } of boxes) counts.set(label, (counts.get(label) ?? 0) + 1);
  const kinds = [...counts].sort((a, b) => b[1] - a[1]);
  const rest = kinds.slice(mostKinds).reduce((sum, [, number]) => sum + number, 0);
  const told = kinds.slice(0, mostKinds).map(([label, number]) => `${count(number)} ${label}`);
  return [...told, ...(rest > 0 ? [`${count(rest)} of other labels`] : [])].join(', ');
}
