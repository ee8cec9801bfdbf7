import { useLayoutEffect, useState } from 'react';
import { openSources, tableEndings } from '../state/files.ts';
import { importFolders, modelEnding } from '../state/importModels.ts';
import { Icon } from '../ui/Icon.tsx';
import styles from './WindowDrop.module.css';

/** Dropped anywhere on the window, a table opens Batch with it, a picture Predict and a model Models. */
export function WindowDrop() {
  const [over, setOver] = useState(false);
  // Before the first paint: whoever sees the window can drop on it.
  useLayoutEffect(() => {
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
      const { files, folders } = dropped(event.dataTransfer);
      importFolders(folders);
      if (files.length > 0) openSources(files);
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
          <b>Drop a table to score it, a picture to predict, or a model to import it</b>
          <br />
          {tableEndings.join(' ')} opens in Batch, a picture in Predict, {modelEnding} in Models
        </span>
      </div>
    </div>
  );
}

/** Files and folders apart; where nothing tells them apart, all are files. */
function dropped(data: DataTransfer | null): { files: File[]; folders: File[] } {
  const files: File[] = [];
  const folders: File[] = [];
  for (const item of data?.items ?? []) {
    const file = item.kind === 'file' ? item.getAsFile() : null;
    if (!file) continue;
    if (item.webkitGetAsEntry()?.isDirectory) folders.push(file);
    else files.push(file);
  }
  return { files, folders };
}
