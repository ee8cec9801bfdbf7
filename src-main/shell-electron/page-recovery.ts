import { app, type BrowserWindow, dialog } from 'electron';

const onceWithinMs = 60_000;

/**
 * Loads the page again when its process crashed or was ended for memory. When that happens a second time within a
 * minute the user decides, since it may well happen for ever. Jobs do not run in the page and go on meanwhile.
 */
export function recoverPage(window: BrowserWindow, nowMs: () => number = Date.now): void {
  let reloadedAtMs = Number.NEGATIVE_INFINITY;
  const reload = (): void => {
    if (window.isDestroyed()) return;
    reloadedAtMs = nowMs();
    window.webContents.reload();
  };
  const ask = async (reason: string): Promise<void> => {
    const { response } = await dialog.showMessageBox(window, {
      type: 'error',
      message: 'The console stopped again',
      detail: `Its page ended unexpectedly (${reason}). Jobs are not affected and go on.`,
      buttons: ['Load it again', 'Quit Foredeck'],
      defaultId: 0,
      cancelId: 0,
    });
    if (response === 1) app.quit();
    else reload();
  };
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    if (nowMs() - reloadedAtMs > onceWithinMs) reload();
    else void ask(reason);
  });
}
