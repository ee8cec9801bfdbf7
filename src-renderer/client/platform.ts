import { type DesktopBridge, desktopBridgeName } from '../../src-main/contract/bridge.ts';
import type { OpenChannel } from './connection.ts';
import { portChannel } from './port.ts';
import { socketChannel } from './socket.ts';

/** What differs between the desktop window and the browser page. */
export interface Platform {
  shell: 'desktop' | 'browser';
  openChannel: OpenChannel;
  /** The path of a dropped file; null where files have none and must be handed over (the browser). */
  pathFor: (file: File) => string | null;
  /** Files handed over by the system (a second start, a file association); the answer is the undo. */
  onOpenPaths: (listener: (paths: string[]) => void) => () => void;
}

export function choosePlatform(page: Window): Platform {
  const bridge = bridgeOf(page);
  if (bridge) {
    return {
      shell: 'desktop',
      openChannel: portChannel(bridge, page),
      pathFor: (file) => bridge.pathForFile(file) || null,
      onOpenPaths: (listener) => bridge.onOpenPaths(listener),
    };
  }
  return {
    shell: 'browser',
    openChannel: socketChannel(page.location),
    pathFor: () => null,
    onOpenPaths: () => () => {},
  };
}

function bridgeOf(page: Window): DesktopBridge<File> | null {
  return (page as Window & { [desktopBridgeName]?: DesktopBridge<File> })[desktopBridgeName] ?? null;
}
