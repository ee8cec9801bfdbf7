import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { removeFolder } from '../../../../scripts/testing/remove-folder.ts';
import { runModels } from './testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'foredeck-token-'));
afterAll(() => removeFolder(folder));

const run = (line: string[], env: NodeJS.ProcessEnv = {}) =>
  runModels(['token', ...line], { cwd: folder, env }, (asked) => ({
    changeToken: async (request) => {
      asked.push(request);
      return { name: 'fraud', version: '2' };
    },
  }));

test('a token comes from a file or the environment, never from the command line', async () => {
  writeFileSync(join(folder, 'token'), 'from-a-file\n');
  const { code, asked, seen } = await run(['fraud@2', '--token-file', 'token']);
  expect(code).toBe(0);
  expect(asked).toEqual([{ model: { name: 'fraud', version: '2' }, token: 'from-a-file' }]);
  expect(seen.out).toBe('fraud@2 is asked with the new token from now on.\n');
  const env = { FOREDECK_REMOTE_TOKEN: 'from-the-environment' };
  expect((await run(['fraud'], env)).asked).toEqual([
    { model: { name: 'fraud', version: null }, token: 'from-the-environment' },
  ]);
  const none = await run(['fraud', '--no-token'], env);
  expect(none.asked).toMatchObject([{ token: null }]);
  expect(none.seen.out).toContain('without a token');
});

test('without a token, or with two of them, nothing is asked', async () => {
  expect(await run(['fraud'])).toMatchObject({ code: 2, asked: [] });
  expect(await run(['fraud', '--no-token', '--token-file', 'token'])).toMatchObject({ code: 2, asked: [] });
});
