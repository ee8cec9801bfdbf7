import { failureOf, tableExtensions, tableFormatOf } from '../../src-main/contract/index.ts';
import { client, platform } from './backend.ts';
import { startDraft } from './draft.ts';
import { toast, toastFailure } from './toasts.ts';
import { go } from './route.ts';

export const tableEndings = Object.values(tableExtensions).flat();

export function isTable(name: string): boolean {
  return tableFormatOf(name) !== null;
}

/** Opens Batch with these tables; what is not a table is said and left out. */
export function scoreFiles(sources: readonly (File | string)[]) {
  const nameOf = (source: File | string) =>
    typeof source === 'string' ? (source.split(/[/\\]/u).at(-1) ?? source) : source.name;
  const tables = sources.filter((source) => isTable(nameOf(source)));
  const others = sources.filter((source) => !isTable(nameOf(source)));
  if (others.length > 0) {
    toast({
      level: 'warn',
      title:
        others.length === 1
          ? `${nameOf(others[0] ?? '')} is not a table Foredeck reads`
          : `${others.length} files are not tables Foredeck reads`,
      text: `Tables end in ${tableEndings.join(' ')}`,
    });
  }
  if (tables.length === 0) return;
  go('batch');
  startDraft(tables, platform().pathFor);
}

/** Lets the user choose tables: the system's own dialog on the desktop, the browser's elsewhere. */
export async function chooseFiles() {
  if (platform().shell === 'desktop') {
    try {
      const { paths } = await client().files.choose();
      if (paths.length > 0) scoreFiles(paths);
    } catch (thrown) {
      toastFailure('No file could be chosen', failureOf(thrown));
    }
    return;
  }
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.accept = tableEndings.join(',');
  input.className = 'offscreen';
  input.setAttribute('data-choose', 'tables');
  input.setAttribute('aria-hidden', 'true');
  input.addEventListener('change', () => {
    scoreFiles([...(input.files ?? [])]);
    input.remove();
  });
  input.addEventListener('cancel', () => input.remove());
  document.body.append(input);
  input.click();
}
