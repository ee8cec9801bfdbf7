import { expect, test } from 'vitest';
import { toFailure } from '../../contract/failure.ts';
import { serverUrl } from './server-url.ts';

test.each([
  ['http://host:8000', 'http://host:8000'],
  ['http://host:8000/', 'http://host:8000'],
  ['http://HOST:8000/v2/', 'http://host:8000'],
  ['https://host/serving/v2', 'https://host/serving'],
  ['http://[::1]:8000/v2', 'http://[::1]:8000'],
])('%s is kept as %s', (given, kept) => {
  expect(serverUrl(given)).toBe(kept);
});

test.each([
  'ftp://host',
  'file:///etc/passwd',
  'http://a:b@host',
  'http://host?x=1',
  'http://host#x',
  'host',
])('%s is refused, without repeating it', (given) => {
  let failure = null;
  try {
    serverUrl(given);
  } catch (error) {
    failure = toFailure(error);
  }
  expect(failure).toMatchObject({ code: 'BAD_REQUEST', details: { field: 'url' } });
  expect(failure?.message).not.toContain('a:b');
});
