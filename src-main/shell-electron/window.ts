import { BrowserWindow, nativeTheme, screen } from 'electron';
import { type Bounds, fitBounds, minimumSize } from './bounds.ts';
import { consoleUrl } from './console-origin.ts';
import { readPlacement, writePlacement } from './window-memory.ts';

export interface ConsoleWindowOptions {
  preloadPath: string;
  /** Where the place of the window is remembered. */
  placementFile: string;
}

/** Opens the console's window where it was last and loads its page; it shows once there is something to see. */
export function openConsoleWindow({ preloadPath, placementFile }: ConsoleWindowOptions): BrowserWindow {
  const placement = readPlacement(placementFile);
  const window = new BrowserWindow({
    ...fitBounds(placement?.bounds ?? null, displayAreas()),
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    show: false,
    title: 'Foredeck',
    // What shows until the page has painted; the page's own `--surface-0`.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#0c1013' : '#eceff1',
    webPreferences: {
      preload: preloadPath,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => {
    if (placement?.maximized) window.maximize();
    window.show();
  });
  window.on('close', () =>
    writePlacement(placementFile, { bounds: window.getNormalBounds(), maximized: window.isMaximized() }),
  );
  // A page that fails to load is told by its own event; the promise would only say it a second time.
  window.loadURL(consoleUrl).catch(() => {});
  return window;
}

function displayAreas(): [Bounds, ...Bounds[]] {
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter((display) => display.id !== primary.id);
  return [primary.workArea, ...others.map((display) => display.workArea)];
}
