import { expect, test } from 'vitest';
import { emptyForm, remoteFault } from './remoteModels.ts';

test('a server is asked only with an address and a name', () => {
  expect(remoteFault(emptyForm)?.field).toBe('url');
  for (const url of ['host:8000', 'ftp://host', 'http://', 'http:///v2']) {
    expect(remoteFault({ ...emptyForm, url, model: 'm' })?.field).toBe('url');
  }
  expect(remoteFault({ ...emptyForm, url: ' http://host:8000/v2 ' })?.field).toBe('model');
  expect(remoteFault({ ...emptyForm, url: 'https://host', model: 'm' })).toBeNull();
});
