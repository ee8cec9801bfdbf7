// Loaded before the built main: makes `electron` mean the stand-in, and this Node look like Electron's main process.
import { registerHooks } from 'node:module';

const standIn = new URL('./electron.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: standIn, shortCircuit: true } : next(specifier, context),
});
// As after `electron FOLDER …`.
Object.assign(process, { defaultApp: true });
