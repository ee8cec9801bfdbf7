import { describe, expect, it } from 'vitest';
import { explainFailure } from './failure.mjs';

describe('explainFailure', () => {
  it.each([
    ['npm error code ENOTFOUND\nnpm error request to https://r.example/x failed', /registry does not answer/],
    ['npm error code ECONNREFUSED', /registry does not answer/],
    ['npm error code ENOSPC\nnpm error nospc ENOSPC: no space left on device, write', /disk is full/],
    ["Error: EACCES: permission denied, mkdir '/x'", /no permission to write in \/the place/],
    ["Error: EROFS: read-only file system, mkdir '/x'", /read-only/],
    ['npm error code EUSAGE', /does not match package.json/],
    ['npm error code EINTEGRITY', /npm cache verify/],
    ['npm error code SELF_SIGNED_CERT_IN_CHAIN', /certificate/],
    ['npm error code E404\nnpm error 404 Not Found', /does not have a version/],
  ])('%j', (output, expected) => {
    const failure = explainFailure('Installing packages', output, '/the place');
    expect(failure.message).toMatch(expected);
    expect(failure.message).toMatch(/^Installing packages failed: .*\.$/);
    expect(failure.message).not.toContain('\n');
  });

  it('shows the tool’s own last words, without its noise', () => {
    const output =
      'npm warn Unknown user config "x".\nsomething odd\nnpm error A complete log of this run can be found in: y';
    expect(explainFailure('Building', output, '/p')).toMatchObject({
      message: 'Building failed.',
      detail: 'something odd',
    });
  });
});
