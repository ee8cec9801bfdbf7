import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tool } from '../check/tools.mjs';
import { capture } from '../setup/child.mjs';
import { refusal } from './layers.mjs';

const right = [
  ['src-main/contract/jobs.ts', './failure.ts'],
  ['src-main/contract/jobs.ts', 'zod'],
  ['src-main/domain/job.ts', '../contract/index.ts'],
  ['src-main/domain/job.test.ts', 'node:fs'],
  ['src-main/domain/job.test.ts', 'vitest'],
  ['src-main/batch/readers/parquet.ts', '@duckdb/node-api'],
  ['src-main/batch/readers/parquet.ts', '../../domain/table.ts'],
  ['src-main/engine/host/sessions.ts', 'onnxruntime-node'],
  ['src-main/engine/host/serve.ts', '../message.ts'],
  ['src-main/engine/client/pool.ts', '../message.ts'],
  ['src-main/engine/testing/engine-process.ts', '../host/index.ts'],
  ['src-main/store/thread/open.ts', 'better-sqlite3'],
  ['src-main/network/guard.ts', '../contract/failure.ts'],
  ['src-main/app/engine-network.ts', '../network/index.ts'],
  ['src-main/services/jobs.ts', '../store/index.ts'],
  ['src-main/services/jobs.ts', '../engine/client/index.ts'],
  ['src-main/http/server.ts', '../services/index.ts'],
  ['src-main/app/main.ts', '../services/index.ts'],
  ['src-main/app/engine-process.ts', '../engine/host/index.ts'],
  ['src-main/app/engine-process.ts', '../batch/worker/index.ts'],
  ['src-main/shell-node/cli.ts', '../http/index.ts'],
  ['src-main/shell-node/cli.ts', '../app/main.ts'],
  ['src-main/shell-electron/main.ts', 'electron'],
  ['src-main/shell-electron/main.ts', '../app/main.ts'],
  ['src-renderer/client/calls.ts', '../../src-main/contract/index.ts'],
  ['src-renderer/panels/batch/Batch.tsx', '../../ui/Table.tsx'],
  ['src-renderer/app/Frame.tsx', '../panels/batch/Batch.tsx'],
  ['bench/batch.bench.ts', '../src-main/batch/index.ts'],
  ['e2e/batch.test.ts', 'better-sqlite3'],
];

const wrong = [
  ['src-main/contract/jobs.ts', '../domain/job.ts'],
  ['src-main/contract/jobs.ts', 'node:path'],
  ['src-main/contract/jobs.test.ts', '../domain/job.ts'],
  ['src-main/domain/job.ts', 'fs/promises'],
  ['src-main/domain/job.ts', '../store/index.ts'],
  ['src-main/domain/deep/job.ts', '../../batch/index.ts'],
  ['src-main/batch/runner.ts', '../store/index.ts'],
  ['src-main/batch/runner.test.ts', '../engine/client/index.ts'],
  ['src-main/batch/runner.ts', '../services/jobs.ts'],
  ['src-main/batch/runner.ts', 'onnxruntime-node'],
  ['src-main/engine/client/pool.ts', 'onnxruntime-node'],
  ['src-main/engine/client/pool.ts', '../host/sessions.ts'],
  ['src-main/engine/index.ts', './host/index.ts'],
  ['src-main/network/guard.ts', '../engine/client/index.ts'],
  ['src-main/engine/host/serve.ts', '../../network/index.ts'],
  ['src-main/services/jobs.ts', '../engine/host/index.ts'],
  ['src-main/services/jobs.ts', '../http/server.ts'],
  ['src-main/services/jobs.ts', 'better-sqlite3'],
  ['src-main/services/jobs.ts', '@duckdb/node-api'],
  ['src-main/http/server.ts', '../app/main.ts'],
  ['src-main/app/main.ts', '../engine/host/index.ts'],
  ['src-main/app/main.ts', '../shell-node/cli.ts'],
  ['src-main/app/main.ts', 'electron'],
  ['src-main/shell-electron/main.ts', '../shell-node/cli.ts'],
  ['src-main/services/jobs.ts', '../../src-renderer/ui/Table.tsx'],
  ['src-main/oddments/x.ts', '../domain/job.ts'],
  ['src-renderer/client/calls.ts', '../../src-main/domain/job.ts'],
  ['src-renderer/client/calls.ts', 'electron'],
];

describe('refusal', () => {
  it.each(right)('%s may import %s', (file, specifier) => {
    expect(refusal(file, specifier)).toBeUndefined();
  });

  it.each(wrong)('%s may not import %s', (file, specifier) => {
    expect(refusal(file, specifier)).toMatch(/\w/);
  });
});

describe('the lint rule', () => {
  const asCode = [
    ['import', (specifier) => `import * as it from '${specifier}';\nit;`],
    ['type import', (specifier) => `import type { It } from '${specifier}';\nexport type A = It;`],
    ['side-effect import', (specifier) => `import '${specifier}';`],
    ['re-export', (specifier) => `export { it } from '${specifier}';`],
    ['export of all', (specifier) => `export * from '${specifier}';`],
    ['dynamic import', (specifier) => `export const it = () => import('${specifier}');`],
    ['import type expression', (specifier) => `export type It = import('${specifier}').It;`],
    ['require', (specifier) => `export const it = require('${specifier}');`],
  ];

  it.each(asCode)('sees %s', async (_, write) => {
    const [bad, good] = [
      ['src-main/domain/bad.ts', '../store/index.ts'],
      ['src-main/domain/good.ts', '../contract/index.ts'],
    ];
    const { code, output } = await lint({ [bad[0]]: write(bad[1]), [good[0]]: write(good[1]) });
    expect(output).toContain('foredeck(layers)');
    expect(output).toContain('bad.ts');
    expect(output).not.toContain('good.ts');
    expect(code).toBe(1);
  });
});

async function lint(files) {
  const folder = mkdtempSync(join(tmpdir(), 'foredeck-layers-'));
  try {
    const config = {
      jsPlugins: [join(import.meta.dirname, 'plugin.mjs')],
      categories: { correctness: 'off' },
      rules: { 'foredeck/layers': 'error' },
    };
    for (const [path, text] of Object.entries({
      ...files,
      '.oxlintrc.json': JSON.stringify(config),
    })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const { file, args } = tool('oxlint');
    return await capture(file, [...args, '--format=unix'], { cwd: folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
