import { expect, it } from 'vitest';
import { whereFramesGo } from './whereFramesGo.ts';

it.each([
  ['app:', 'foredeck'],
  ['http:', '127.0.0.1'],
  ['http:', 'localhost'],
  ['http:', '[::1]'],
])('frames of a page of %s//%s stay here', (protocol, hostname) => {
  expect(whereFramesGo({ protocol, hostname, remoteUrl: null })).toMatchObject({
    leave: false,
    text: expect.stringMatching(/Nothing leaves/u),
  });
});

it('says where they go otherwise', () => {
  expect(whereFramesGo({ protocol: 'http:', hostname: 'lab.example', remoteUrl: null })).toEqual({
    leave: true,
    text: expect.stringContaining('lab.example'),
  });
  expect(
    whereFramesGo({ protocol: 'app:', hostname: 'foredeck', remoteUrl: 'http://models.example:8000' }),
  ).toEqual({ leave: true, text: expect.stringContaining('http://models.example:8000') });
});
