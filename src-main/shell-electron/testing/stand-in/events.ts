import type * as Electron from 'electron';

export interface StandInEvent {
  preventDefault(): void;
  readonly defaultPrevented: boolean;
}

export function createEvent(): StandInEvent {
  let defaultPrevented = false;
  return {
    preventDefault() {
      defaultPrevented = true;
    },
    get defaultPrevented() {
      return defaultPrevented;
    },
  };
}

/** The events that the stand-in plays, with what their listeners get beside the event itself. */
export interface AppEvents {
  'second-instance': [argv: string[], workingFolder: string, handedOver: unknown];
  'open-file': [path: string];
  activate: [hasVisibleWindows: boolean];
  'before-quit': [];
  'will-quit': [];
  quit: [exitCode: number];
  'web-contents-created': [contents: Electron.WebContents];
}

export interface ContentsEvents {
  'render-process-gone': [details: Electron.RenderProcessGoneDetails];
}

/**
 * Never called: the compiler checks here, against Electron's own declarations, that the events above exist and that
 * listeners to them get what the stand-in gives.
 */
function eventsAreElectrons(app: Electron.App, contents: Electron.WebContents): void {
  app.on('second-instance', (_event: Electron.Event, ..._rest: AppEvents['second-instance']) => {});
  app.on('open-file', (_event: Electron.Event, ..._rest: AppEvents['open-file']) => {});
  app.on('activate', (_event: Electron.Event, ..._rest: AppEvents['activate']) => {});
  app.on('before-quit', (_event: Electron.Event, ..._rest: AppEvents['before-quit']) => {});
  app.on('will-quit', (_event: Electron.Event, ..._rest: AppEvents['will-quit']) => {});
  app.on('quit', (_event: Electron.Event, ..._rest: AppEvents['quit']) => {});
  app.on('web-contents-created', (_event: Electron.Event, ..._rest: AppEvents['web-contents-created']) => {});
  app.on('window-all-closed', () => {});
  contents.on(
    'render-process-gone',
    (_event: Electron.Event, ..._rest: ContentsEvents['render-process-gone']) => {},
  );
  contents.on('will-navigate', (details) => {
    const { url, isMainFrame }: { url: string; isMainFrame: boolean } = details;
    return [url, isMainFrame, details.preventDefault()];
  });
  contents.on('will-frame-navigate', (details) => {
    const { url, isMainFrame }: { url: string; isMainFrame: boolean } = details;
    return [url, isMainFrame, details.preventDefault()];
  });
  contents.on('did-start-navigation', (details) => {
    const {
      url,
      isMainFrame,
      isSameDocument,
    }: { url: string; isMainFrame: boolean; isSameDocument: boolean } = details;
    return [url, isMainFrame, isSameDocument];
  });
}
void eventsAreElectrons;
