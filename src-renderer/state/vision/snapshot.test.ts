import { expect, it } from 'vitest';
import { snapshotName } from './snapshot.ts';

it.each([
  [null, 17, 'frame-17.png'],
  ['page-2.png', 3, 'page-2-frame-3.png'],
  ['Our film (1).webm', 9, 'Our-film-1--frame-9.png'],
  ['.hidden', 1, 'frame-1.png'],
])('%s, frame %i is saved as %s', (file, number, name) => {
  expect(snapshotName(file, number)).toBe(name);
});
