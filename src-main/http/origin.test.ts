import type { IncomingMessage } from 'node:http';
import { hostname } from 'node:os';
import { describe, expect, test } from 'vitest';
import { allowedAuthorities, isLoopback, refusedOrigin } from './origin.ts';

const loopback = allowedAuthorities('127.0.0.1', 8790);

function refused(headers: Record<string, string | undefined>, allowed = loopback, method = 'GET'): boolean {
  const sent = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const request = {
    method,
    headers: Object.fromEntries(sent),
    rawHeaders: sent.flat(),
  } as unknown as IncomingMessage;
  return refusedOrigin(request, allowed) !== null;
}

const ours = ['127.0.0.1:8790', 'localhost:8790', '[::1]:8790', 'LOCALHOST:8790'];
const others = [
  'evil.example:8790',
  '127.0.0.1',
  '127.0.0.1:8791',
  'localhost',
  'localhost.:8790',
  '127.0.0.1.evil.example:8790',
  '127.1:8790',
  '0.0.0.0:8790',
  '[::ffff:127.0.0.1]:8790',
  'localhost:8790@evil.example',
  ' localhost:8790',
  '',
];

describe('Host and Origin', () => {
  test.each(ours)('the host %s is ours, asked by a program or by its own page', (host) => {
    expect(refused({ host })).toBe(false);
    expect(refused({ host, origin: `http://${host.toLowerCase()}` })).toBe(false);
  });

  test.each(others)('the host %s is not ours, whatever the origin', (host) => {
    expect(refused({ host })).toBe(true);
    expect(refused({ host, origin: `http://${host}` })).toBe(true);
    expect(refused({ host, origin: 'http://127.0.0.1:8790' })).toBe(true);
  });

  test('no host, or two', () => {
    expect(refused({})).toBe(true);
    const headers = { host: '127.0.0.1:8790' };
    const rawHeaders = ['Host', '127.0.0.1:8790', 'host', 'evil.example'];
    const request = { method: 'GET', headers, rawHeaders } as unknown as IncomingMessage;
    expect(refusedOrigin(request, loopback)).not.toBeNull();
  });

  test.each([
    'null',
    '',
    'http://evil.example',
    'http://evil.example:8790',
    'http://127.0.0.1',
    'http://127.0.0.1:8791',
    'https://127.0.0.1:8790',
    'http://localhost:8790',
    'http://[::1]:8790',
    'http://127.0.0.1:8790.evil.example',
    'http://127.0.0.1:8790/',
    'http://user@127.0.0.1:8790',
    'file://',
    'app://foredeck',
    'chrome-extension://abcdef',
    'ws://127.0.0.1:8790',
  ])('a page of %s is not the console at 127.0.0.1', (origin) => {
    expect(refused({ host: '127.0.0.1:8790', origin })).toBe(true);
  });

  test.each([
    ['same-origin', 'cors', 'empty', 'GET', false],
    ['none', 'navigate', 'document', 'GET', false],
    ['cross-site', 'navigate', 'document', 'GET', false],
    ['cross-site', 'navigate', 'iframe', 'GET', true],
    ['cross-site', 'navigate', 'document', 'POST', true],
    ['cross-site', 'no-cors', 'image', 'GET', true],
    ['same-site', 'no-cors', 'script', 'GET', true],
    ['same-site', 'websocket', 'websocket', 'GET', true],
  ])('a request from %s, %s for %s by %s', (site, mode, destination, method, expected) => {
    const headers = { 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': destination };
    expect(refused({ host: '127.0.0.1:8790', ...headers }, loopback, method)).toBe(expected);
  });
});

test('a server for other machines answers to its address and this machine’s name, not to loopback', () => {
  const allowed = allowedAuthorities('192.0.2.7', 8790);
  expect(allowed.has('192.0.2.7:8790')).toBe(true);
  expect(allowed.has(`${hostname().toLowerCase()}:8790`)).toBe(true);
  expect(allowed.has('127.0.0.1:8790')).toBe(false);
  expect(allowedAuthorities('0.0.0.0', 8790).has('127.0.0.1:8790')).toBe(true);
  expect(allowedAuthorities('0.0.0.0', 8790).has('0.0.0.0:8790')).toBe(true);
  expect(allowedAuthorities('::1', 80)).toContain('[::1]');
});

test.each([
  ['127.0.0.1', true],
  ['127.9.9.9', true],
  ['::1', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['127.evil.example', false],
  ['192.168.0.2', false],
  ['', false],
])('%s is loopback: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});
