import { expect, test } from 'vitest';
import { refuseOwnServer } from './own-server.ts';

test.each([
  'http://127.0.0.1:8790',
  'http://127.0.0.1:8790/v2',
  'http://localhost:8790',
  'http://LOCALHOST:8790/',
  'http://127.1:8790',
  'http://[::1]:8790',
  'http://0.0.0.0:8790',
  'http://[::ffff:127.0.0.1]:8790',
])('%s leads back here', (url) => {
  expect(() => refuseOwnServer(url, 'http://127.0.0.1:8790')).toThrow(/that of this Foredeck/u);
});

test('so does the address by which others reach it', () => {
  const own = 'http://192.168.1.20:8790';
  for (const url of [own, 'http://localhost:8790'])
    expect(() => refuseOwnServer(url, own)).toThrow(/that of this Foredeck/u);
});

test.each([
  ['http://127.0.0.1:8791', 'http://127.0.0.1:8790'],
  ['http://192.168.1.21:8790', 'http://192.168.1.20:8790'],
  ['https://127.0.0.1:8790', 'http://127.0.0.1:8790'],
  ['http://127.0.0.1:8790', null],
  ['nonsense', 'http://127.0.0.1:8790'],
])('%s is another server than %s', (url, own) => {
  expect(() => refuseOwnServer(url, own)).not.toThrow();
});
