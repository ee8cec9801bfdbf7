import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { type DesktopBridge, desktopBridgeName, desktopPortMessage } from '../contract/bridge.ts';
import { pageChannels } from './page-channels.ts';

/** Runs in the sandbox before the page, in a world of its own: all the page gets of Electron is the object below. */
function exposeBridge(): void {
  let early: string[] = [];
  const listeners = new Set<(paths: string[]) => void>();

  ipcRenderer.on(pageChannels.openPaths, (_event, paths: string[]) => {
    if (listeners.size === 0) early.push(...paths);
    for (const listener of listeners) listener(paths);
  });
  ipcRenderer.on(pageChannels.port, (event) => {
    window.postMessage(desktopPortMessage, window.location.origin, event.ports);
  });

  const bridge: DesktopBridge<File> = {
    shell: 'desktop',
    platform: process.platform,
    pathForFile: (file) => webUtils.getPathForFile(file),
    onOpenPaths(listener) {
      listeners.add(listener);
      if (early.length > 0) listener(early.splice(0));
      return () => {
        listeners.delete(listener);
      };
    },
    connect: () => ipcRenderer.send(pageChannels.connect),
  };
  contextBridge.exposeInMainWorld(desktopBridgeName, bridge);
}

exposeBridge();
