import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { capture } from './child.mjs';
import { root } from './place.mjs';

const typedIn = realpathSync(mkdtempSync(join(tmpdir(), 'foredeck-')));
afterAll(() => rmSync(typedIn, { recursive: true }));

const placeUrl = new URL('place.mjs', import.meta.url).href;
const program = `
  const { goWhereTyped } = await import(${JSON.stringify(placeUrl)});
  goWhereTyped('foredeck');
  console.log(process.cwd());`;

it.each([
  ['by npm, is where the person is', { INIT_CWD: typedIn, npm_lifecycle_event: 'foredeck' }, root, typedIn],
  ['by itself, is there already', { INIT_CWD: undefined, npm_lifecycle_event: undefined }, root, root],
  ['by another script of npm', { INIT_CWD: typedIn, npm_lifecycle_event: 'test' }, root, root],
  ['by a script of another package', { INIT_CWD: root, npm_lifecycle_event: 'foredeck' }, typedIn, typedIn],
])('a command started %s', async (_how, env, cwd, expected) => {
  const { output } = await capture(process.execPath, ['--input-type=module', '-e', program], {
    cwd,
    env: { ...process.env, ...env },
  });
  expect(output.trim()).toBe(realpathSync(expected));
});
