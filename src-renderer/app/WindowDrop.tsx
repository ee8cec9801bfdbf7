import { useEffect, useState } from 'react';
import { scoreFiles, tableEndings } from '../state/files.ts';
import { Icon } from '../ui/Icon.tsx';
import styles from './WindowDrop.module.css';

/** A table dropped anywhere on the window opens Batch with it. */
export function WindowDrop() {
  const [over, setOver] = useState(false);
  useEffect(() => {
    let depth = 0;
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;
    const onEnter = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth += 1;
      setOver(true);
    };
    const onOver = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    };
    const onLeave = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      scoreFiles([...(event.dataTransfer?.files ?? [])]);
    };
    const page = document;
    page.addEventListener('dragenter', onEnter);
    page.addEventListener('dragover', onOver);
    page.addEventListener('dragleave', onLeave);
    page.addEventListener('drop', onDrop);
    return () => {
      page.removeEventListener('dragenter', onEnter);
      page.removeEventListener('dragover', onOver);
      page.removeEventListener('dragleave', onLeave);
      page.removeEventListener('drop', onDrop);
    };
  }, []);
  if (!over) return null;
  return (
    <div className={styles.over} aria-hidden="true">
      <div className={styles.box}>
        <Icon name="table" />
        <span>
          <b>Drop a table to score it</b>
          <br />
          {tableEndings.join(' ')} · opens in Batch, nothing runs yet
        </span>
      </div>
    </div>
  );
}
