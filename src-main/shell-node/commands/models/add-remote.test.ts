import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { removeFolder } from '../../../../scripts/testing/remove-folder.ts';
import { runModels } from './testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'foredeck-add-remote-'));
afterAll(() => removeFolder(folder));

const run = (line: string[], env: NodeJS.ProcessEnv = {}) =>
  runModels(['add-remote', ...line], { cwd: folder, env }, (asked) => ({
    addRemote: async (request) => {
      asked.push(request);
      return { summary: { name: 'fraud', version: '2' }, report: null };
    },
  }));

const url = 'http://127.0.0.1:8000';

test('a model is asked for with the token of a file, or of the environment', async () => {
  writeFileSync(join(folder, 'token'), 'from-a-file\n');
  const whole = ['--version', '3', '--name', 'mine', '--card-of', 'fraud@1', '--token-file', 'token'];
  const { code, asked, seen } = await run([url, '--model', 'fraud', ...whole], {
    FOREDECK_REMOTE_TOKEN: 'from-the-environment',
  });
  expect(code).toBe(0);
  expect(asked).toEqual([
    {
      url,
      model: 'fraud',
      version: '3',
      name: 'mine',
      token: 'from-a-file',
      cardOf: { name: 'fraud', version: '1' },
    },
  ]);
  expect(seen.out).toBe('fraud@2\n');

  const plain = await run([url, '--model', 'fraud'], { FOREDECK_REMOTE_TOKEN: 'from-the-environment' });
  expect(plain.asked).toMatchObject([{ token: 'from-the-environment', version: null, cardOf: null }]);
  expect((await run([url, '--model', 'fraud'])).asked).toMatchObject([{ token: null }]);
});

test('a token file that is not there or empty is refused by its name alone', async () => {
  writeFileSync(join(folder, 'empty'), '\n');
  const missing = await run([url, '--model', 'fraud', '--token-file', 'gone']);
  expect(missing).toMatchObject({ code: 2, asked: [] });
  expect(missing.seen.err).toContain('gone cannot be read (ENOENT)');
  expect(missing.seen.err).not.toContain(folder);
  const empty = await run([url, '--model', 'fraud', '--token-file', 'empty']);
  expect(empty).toMatchObject({ code: 2, asked: [] });
});
