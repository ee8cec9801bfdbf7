/**
 * What the desktop window's preload gives to the page, as `window.foredeck`. A page in a browser has no such object.
 * `DroppedFile` is the DOM's `File`, which the contract may not name.
 */
export interface DesktopBridge<DroppedFile> {
  readonly shell: 'desktop';
  /** As Node names it: `linux`, `darwin`, `win32`. */
  readonly platform: string;
  /** Absolute path of a file that was dropped or chosen; empty for one that is not on disk. */
  pathForFile(file: DroppedFile): string;
  /**
   * Files handed over by the system: the command line, a second start, a file association, the menu. Those that came
   * before the first listener are kept for it. Answers the undo.
   */
  onOpenPaths(listener: (paths: string[]) => void): () => void;
  /**
   * Asks for a new connection to the backend. The answer is a message event on `window` whose `source` is the window
   * itself, whose `data` is {@link desktopPortMessage} and whose `ports[0]` carries the contract as text frames.
   */
  connect(): void;
}

/** The name of the bridge on `window`. */
export const desktopBridgeName = 'foredeck';

export const desktopPortMessage = 'foredeck:port';
