import type { OpenWire } from './connection.ts';
import { socketWire } from './socket.ts';

/** What differs between the desktop window and the browser page. */
export interface Platform {
  shell: 'desktop' | 'browser';
  openWire: OpenWire;
  /** The path of a dropped file; null where files have none and must be handed over (the browser). */
  pathFor: (file: File) => string | null;
  /** Files handed over by the system (a second start, a file association); the answer is the undo. */
  onOpenPaths: (listener: (paths: string[]) => void) => () => void;
}

export function choosePlatform(page: Window): Platform {
  return {
    shell: 'browser',
    openWire: socketWire(page.location),
    pathFor: () => null,
    onOpenPaths: () => () => {},
  };
}
