import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defaultDataFolder } from '../app/default-data-folder.ts';
import { openBackend } from '../app/main.ts';
import { appVersion } from '../app/version.ts';
import { listenForCommands, servedProduct, serverHost } from '../http/index.ts';
import { portChannel } from '../services/port-channel.ts';
import type { OpenDesktopBackend } from './backend.ts';
import { startDesktop } from './desktop.ts';

const rendererFolder = fileURLToPath(new URL('../renderer/', import.meta.url));

/** The product, with the socket by which commands against its data folder reach it. */
const openWithControl: OpenDesktopBackend = async (options) => {
  const backend = await openBackend({ ...options, shell: 'desktop' });
  const { stop } = await listenForCommands(backend, () => null);
  void backend.lendServer(
    serverHost({
      ...servedProduct(backend),
      contractServer: null,
      pagesFolder: rendererFolder,
      version: appVersion,
    }),
  );
  return {
    attachPort: (port) => backend.server.attach(portChannel(port), { shell: 'desktop' }),
    refusesRequest: backend.refusesRequest,
    stop,
  };
};

startDesktop({
  openBackend: openWithControl,
  defaultDataFolder: defaultDataFolder({ env: process.env, platform: process.platform, home: homedir() }),
  preloadPath: fileURLToPath(new URL('./preload.cjs', import.meta.url)),
  rendererFolder,
});
