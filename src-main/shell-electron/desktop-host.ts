import { basename } from 'node:path';
import { type BrowserWindow, dialog, type OpenDialogOptions, shell } from 'electron';
import { failed } from '../contract/failure.ts';
import { tableExtensions } from '../contract/table-format.ts';
import type { HostCapabilities } from '../services/host.ts';

const withoutDot = (extension: string): string => extension.slice(1);

const openTables: OpenDialogOptions = {
  title: 'Open table',
  properties: ['openFile', 'multiSelections'],
  filters: [
    { name: 'Tables', extensions: Object.values(tableExtensions).flat().map(withoutDot) },
    { name: 'All files', extensions: ['*'] },
  ],
};

/** The system's own dialogs and file manager. @param parent the window a dialog belongs to, if there is one. */
export function desktopHost(parent: () => BrowserWindow | null): Required<HostCapabilities> {
  return {
    async chooseFiles() {
      const window = parent();
      const chosen = await (window
        ? dialog.showOpenDialog(window, openTables)
        : dialog.showOpenDialog(openTables));
      return chosen.canceled ? [] : chosen.filePaths;
    },
    async openPath(path) {
      const reason = await shell.openPath(path);
      if (reason !== '') {
        const file = basename(path);
        throw failed('INPUT_UNREADABLE', `The system could not open ${file}: ${reason}`, {
          details: { file },
        });
      }
    },
    async revealPath(path) {
      shell.showItemInFolder(path);
    },
  };
}
