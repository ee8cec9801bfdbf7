import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const pageFile = (name: string) => fileURLToPath(new URL(`./src-renderer/${name}.html`, import.meta.url));

export default defineConfig({
  // Relative, so that the same files work over http and over the app's own protocol.
  base: './',
  plugins: [react()],
  build: {
    // The newest Chromium of Electron and current browsers; nothing older opens the console.
    target: 'es2024',
    emptyOutDir: true,
    // The console, and the page for those who write programs against the server.
    rolldownOptions: { input: ['index', 'docs'].map(pageFile) },
    sourcemap: true,
    // An inlined asset is a data: URL, and the small preload script an inline one: the content
    // security policy allows neither.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
});
