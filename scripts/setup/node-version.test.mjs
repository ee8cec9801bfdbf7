import { describe, expect, it } from 'vitest';
import { canRunProject } from './node-version.mjs';

describe('canRunProject', () => {
  it.each([
    ['v18.20.8', false],
    ['v20.20.2', false],
    ['v22.0.0', false],
    ['v22.17.1', false],
    ['v22.18.0', true],
    ['v22.23.2', true],
    ['v23.11.0', false],
    ['v24.0.0', true],
    ['24.21.0', true],
    ['v25.9.0', false],
    ['v26.10.0', true],
    ['v27.0.0-nightly', true],
    ['nonsense', false],
  ])('%s: %s', (version, expected) => {
    expect(canRunProject(version)).toBe(expected);
  });
});
