import { expect, it } from 'vitest';
import { cameraTrouble, videoTrouble } from './trouble.ts';

it.each([
  ['NotAllowedError', 'The camera was refused'],
  ['NotFoundError', 'There is no camera'],
  ['NotReadableError', 'The camera gives no picture'],
  ['OverconstrainedError', 'That camera is gone'],
  ['TypeError', 'The camera could not be opened'],
])('says what %s means and what to do', (name, title) => {
  const said = cameraTrouble(new DOMException('why', name));
  expect(said.title).toBe(title);
  expect(said.text).toMatch(/start again/iu);
});

it.each([
  [2, 'clip.mp4 could not be read'],
  [3, 'clip.mp4 is damaged'],
  [4, 'clip.mp4 cannot be played here'],
  [undefined, 'clip.mp4 could not be read'],
])('says what video error %s means', (code, title) => {
  expect(videoTrouble('clip.mp4', code)).toMatchObject({ title, text: expect.stringMatching(/\w/u) });
});
