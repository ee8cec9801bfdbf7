import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defaultDataFolder } from '../app/default-data-folder.ts';
import { openBackend } from '../app/main.ts';
import { startControl } from '../http/index.ts';
import { portChannel } from '../services/port-channel.ts';
import type { OpenDesktopBackend } from './backend.ts';
import { startDesktop } from './desktop.ts';

/** The product, with the socket by which commands against its data folder reach it. */
const openWithControl: OpenDesktopBackend = async (options) => {
  const backend = await openBackend({ ...options, shell: 'desktop' });
  const { server, dataFolder } = backend;
  try {
    const control = await startControl({ contractServer: server, dataFolder, newLink: () => null });
    backend.publishControl({ address: control.address, token: control.token });
    return {
      attachPort: (port) => server.attach(portChannel(port), { shell: 'desktop' }),
      async stop() {
        await control.stop();
        await backend.stop();
      },
    };
  } catch (error) {
    await backend.stop();
    throw error;
  }
};

startDesktop({
  openBackend: openWithControl,
  defaultDataFolder: defaultDataFolder({ env: process.env, platform: process.platform, home: homedir() }),
  preloadPath: fileURLToPath(new URL('./preload.cjs', import.meta.url)),
  rendererFolder: fileURLToPath(new URL('../renderer/', import.meta.url)),
});
