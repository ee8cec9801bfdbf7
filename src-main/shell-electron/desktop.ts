import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { app, BrowserWindow, dialog, MessageChannelMain, session, shell } from 'electron';
import { toFailure } from '../contract/failure.ts';
import type { DesktopBackend, OpenDesktopBackend } from './backend.ts';
import { confineContents, confinePermissions, confineRequests, onPageMessage } from './confinement.ts';
import { registerConsoleScheme, serveConsoleFiles } from './console-files.ts';
import { desktopHost } from './desktop-host.ts';
import { forkOnElectron } from './fork-utility.ts';
import { installMenu } from './menu.ts';
import { createOpenedPaths } from './opened-paths.ts';
import { pageChannels } from './page-channels.ts';
import { recoverPage } from './page-recovery.ts';
import { ownWords, readStartArguments } from './start-arguments.ts';
import { openConsoleWindow } from './window.ts';

export interface DesktopOptions {
  openBackend: OpenDesktopBackend;
  /** Unless the command line names another. */
  defaultDataFolder: string;
  /** The bundled preload script. */
  preloadPath: string;
  /** The built console. */
  rendererFolder: string;
}

/** How long the backend may take to stop. Jobs go on at the next start however they were ended. */
const stopGraceMs = 10_000;

/** Runs the desktop console: one window over the backend. To be called before Electron is ready. */
export function startDesktop(options: DesktopOptions): void {
  const start = readStartArguments(ownWords(process.argv, process.defaultApp), process.cwd());
  const dataFolder = resolve(start.dataFolder ?? options.defaultDataFolder);
  app.setName('Foredeck');
  keepChromiumIn(join(dataFolder, 'desktop'));
  if (!app.requestSingleInstanceLock({ paths: start.paths })) {
    app.quit();
    return;
  }
  app.enableSandbox();
  registerConsoleScheme();

  let backend: Promise<DesktopBackend> | null = null;
  let refusesRequest: DesktopBackend['refusesRequest'] = () => false;
  let window: BrowserWindow | null = null;
  const opened = createOpenedPaths();
  const host = desktopHost(() => BrowserWindow.getFocusedWindow() ?? window);

  const showWindow = (): void => {
    if (window) {
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
      return;
    }
    const { preloadPath } = options;
    window = openConsoleWindow({ preloadPath, placementFile: join(app.getPath('userData'), 'window.json') });
    recoverPage(window);
    window.webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument) opened.hold();
    });
    window.on('closed', () => {
      window = null;
      opened.hold();
    });
  };

  const openPaths = (paths: readonly string[]): void => {
    opened.add(paths);
    if (backend) showWindow();
  };

  app.on('second-instance', (_event, _argv, _workingFolder, handedOver) => openPaths(pathsIn(handedOver)));
  app.on('open-file', (event, path) => {
    event.preventDefault();
    openPaths([path]);
  });
  app.on('activate', () => {
    if (backend) showWindow();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('web-contents-created', (_event, contents) => confineContents(contents));

  onPageMessage(pageChannels.connect, ({ frame, contents }) => {
    const { port1, port2 } = new MessageChannelMain();
    // The page may ask at once; what it sends waits in the port until the backend has started.
    backend?.then(
      (running) => running.attachPort(port1),
      () => port1.close(),
    );
    frame.postMessage(pageChannels.port, null, [port2]);
    opened.deliverTo((paths) => contents.send(pageChannels.openPaths, paths));
  });

  stopBeforeEnd(() => backend);

  void app.whenReady().then(() => {
    confinePermissions(session.defaultSession);
    confineRequests(session.defaultSession, (url) => refusesRequest(url));
    serveConsoleFiles(options.rendererFolder);
    backend = options.openBackend({
      dataFolder,
      host,
      fork: forkOnElectron,
      ...(app.isPackaged ? { programFolder: process.resourcesPath } : {}),
    });
    void backend.then(
      (running) => {
        ({ refusesRequest } = running);
      },
      () => {},
    );
    const openChosen = (of: 'tables' | 'models'): void =>
      void host.chooseFiles(of).then((paths) => paths.length > 0 && openPaths(paths));
    installMenu({
      openTable: () => openChosen('tables'),
      importModel: () => openChosen('models'),
      showDataFolder: () => void shell.openPath(dataFolder),
    });
    opened.add(start.paths);
    showWindow();
    backend.catch((error: unknown) => {
      dialog.showErrorBox('Foredeck could not start', toFailure(error).message);
      app.exit(1);
    });
  });
}

/**
 * What Chromium and the window remember lies in the data folder. So a data folder of its own makes a console of its own,
 * with its own lock for a single instance.
 */
function keepChromiumIn(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    // The backend cannot use the data folder either, and says why.
    return;
  }
  app.setPath('userData', folder);
}

/** Holds the end of the program until the backend has stopped. By then the windows are closed. */
function stopBeforeEnd(backend: () => Promise<DesktopBackend> | null): void {
  let stopping = false;
  app.on('will-quit', (event) => {
    const running = backend();
    // Whoever asks a second time does not want to wait.
    if (stopping || !running) return;
    event.preventDefault();
    stopping = true;
    const stopped = running.then((started) => started.stop()).catch(() => {});
    void Promise.race([stopped, wait(stopGraceMs)]).then(() => app.exit(0));
  });
}

/** What another start of the program sent; it may be of another version. */
function pathsIn(handedOver: unknown): string[] {
  const { paths } = (handedOver ?? {}) as { paths?: unknown };
  return Array.isArray(paths) ? paths.filter((path) => typeof path === 'string') : [];
}
