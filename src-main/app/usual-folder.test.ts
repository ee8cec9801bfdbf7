import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { usualDataFolder } from './usual-folder.ts';

const home = '/home/ada';

test.each([
  ['linux', {}, join(home, '.local', 'share', 'foredeck')],
  ['linux', { XDG_DATA_HOME: '/data' }, join('/data', 'foredeck')],
  ['linux', { XDG_DATA_HOME: 'data' }, join(home, '.local', 'share', 'foredeck')],
  ['darwin', { XDG_DATA_HOME: '/data' }, join(home, 'Library', 'Application Support', 'Foredeck')],
  ['win32', { LOCALAPPDATA: join(home, 'Local') }, join(home, 'Local', 'Foredeck')],
  ['win32', {}, join(home, 'AppData', 'Local', 'Foredeck')],
  ['linux', { FOREDECK_DATA: 'here' }, resolve('here')],
  ['darwin', { FOREDECK_DATA: '' }, join(home, 'Library', 'Application Support', 'Foredeck')],
] as const)('%s %j', (platform, env, expected) => {
  expect(usualDataFolder({ platform, env, home })).toBe(expected);
});
