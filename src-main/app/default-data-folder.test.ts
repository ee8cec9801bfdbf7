import { expect, test } from 'vitest';
import { defaultDataFolder } from './default-data-folder.ts';

test.each([
  ['linux', {}, '/home/a', '/home/a/.local/share/foredeck'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/home/a', '/data/foredeck'],
  ['linux', { XDG_DATA_HOME: 'data' }, '/home/a', '/home/a/.local/share/foredeck'],
  ['darwin', { XDG_DATA_HOME: '/data' }, '/Users/a', '/Users/a/Library/Application Support/Foredeck'],
  ['win32', { LOCALAPPDATA: 'D:\\Local' }, 'C:\\Users\\a', 'D:\\Local\\Foredeck'],
  ['win32', {}, 'C:\\Users\\a', 'C:\\Users\\a\\AppData\\Local\\Foredeck'],
  ['win32', { FOREDECK_DATA: 'E:\\x' }, 'C:\\Users\\a', 'E:\\x'],
  ['linux', { FOREDECK_DATA: '/x', XDG_DATA_HOME: '/data' }, '/home/a', '/x'],
  ['linux', { FOREDECK_DATA: '' }, '/home/a', '/home/a/.local/share/foredeck'],
] as const)('on %s with %j data is kept in the usual place', (platform, env, home, expected) => {
  expect(defaultDataFolder({ platform, env, home })).toBe(expected);
});
