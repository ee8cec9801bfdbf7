import { basename } from 'node:path';
import { type BrowserWindow, dialog, type OpenDialogOptions, shell } from 'electron';
import { failed } from '../contract/failure.ts';
import type { Choosable } from '../contract/files.ts';
import { tableExtensions } from '../contract/table-format.ts';
import type { HostCapabilities } from '../services/host.ts';

const withoutDot = (extension: string): string => extension.slice(1);

const dialogs: Record<Choosable, OpenDialogOptions> = {
  tables: {
    title: 'Open table',
    properties: ['openFile', 'multiSelections'],
    filters: [
      { name: 'Tables', extensions: Object.values(tableExtensions).flat().map(withoutDot) },
      { name: 'All files', extensions: ['*'] },
    ],
  },
  models: {
    title: 'Import model',
    properties: ['openFile', 'multiSelections'],
    filters: [
      { name: 'ONNX models', extensions: ['onnx'] },
      { name: 'All files', extensions: ['*'] },
    ],
  },
  // Not together with files: only macOS has a dialog for either.
  'model-folder': { title: 'Import the folder of a model', properties: ['openDirectory'] },
};

/** The system's own dialogs and file manager. @param parent the window a dialog belongs to, if there is one. */
export function desktopHost(parent: () => BrowserWindow | null): Required<HostCapabilities> {
  return {
    async chooseFiles(of) {
      const window = parent();
      const chosen = await (window
        ? dialog.showOpenDialog(window, dialogs[of])
        : dialog.showOpenDialog(dialogs[of]));
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
