import { expect, it } from 'vitest';
import { isOwnAddress, isOwnName, leavesMachine } from './own-machine.ts';

it.each([
  '127.0.0.1',
  '127.9.8.7',
  '::1',
  '0:0:0:0:0:0:0:1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '0.0.0.0',
  '::',
])('%s is this machine', (address) => expect(isOwnAddress(address)).toBe(true));

it.each([
  '198.51.100.7',
  '128.0.0.1',
  '::2',
  '::ffff:198.51.100.7',
  'fe80::1%eth0',
  '2001:db8::7',
  'localhost',
  '127.1',
  '2130706433',
  '127.0.0.1.example.org',
  '',
])('%s is not, or is no address', (address) => expect(isOwnAddress(address)).toBe(false));

it('one name alone is this machine', () => {
  expect(['localhost', 'LOCALHOST'].every(isOwnName)).toBe(true);
  expect(['localhost.example.org', 'a.localhost', ''].some(isOwnName)).toBe(false);
});

it('knows which request of a page leaves', () => {
  const stay = [
    'app://foredeck/index.html',
    'data:,x',
    'blob:app://foredeck/1',
    'http://127.0.0.1:7870/',
    'ws://[::1]:1/',
  ];
  const leave = [
    'https://example.org/',
    'ws://198.51.100.7/',
    'http://[2001:db8::7]/',
    'http://127.0.0.1.example.org/',
  ];
  expect(stay.filter(leavesMachine)).toEqual([]);
  expect(leave.filter((url) => !leavesMachine(url))).toEqual([]);
});
