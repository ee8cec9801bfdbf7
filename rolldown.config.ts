import type { InputOptions, OutputOptions } from 'rolldown';

type Program = InputOptions & { output: OutputOptions };

/** Loaded from node_modules at run time: they carry native code or are the host itself. */
const external = [/^electron$/, /^onnxruntime-node$/, /^better-sqlite3$/, /^@duckdb\//, /^sharp$/];

const main: Program = {
  input: {
    cli: 'src-main/shell-node/cli.ts',
    'electron-main': 'src-main/shell-electron/main.ts',
    'engine-process': 'src-main/app/engine-process.ts',
    'store-thread': 'src-main/app/store-thread.ts',
  },
  platform: 'node',
  external,
  output: {
    format: 'esm',
    entryFileNames: '[name].js',
    // In the same folder: code that starts a sibling by its path works from any chunk.
    chunkFileNames: '[name]-[hash].js',
    sourcemap: true,
  },
};

/** A sandboxed preload is CommonJS in one file. */
const preload: Program = {
  input: { preload: 'src-main/shell-electron/preload.ts' },
  platform: 'node',
  external: [/^electron$/],
  output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false, sourcemap: true },
};

/** What is bundled for the main side, each written into `dist/main`. */
export const programs: readonly Program[] = [main, preload];
