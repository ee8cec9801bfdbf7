import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { curlOf, curlWithToken, portFault, reachWords, shortUrl, tokenNameFault } from './serverWords.ts';

it('says an address in little room', () => {
  expect(shortUrl('http://127.0.0.1:8790/')).toBe('127.0.0.1:8790');
  expect(shortUrl('http://[::1]:8790')).toBe('[::1]:8790');
});

describe('the command to copy', () => {
  it('has the token from the environment, or none', () => {
    expect(curlOf('http://127.0.0.1:1/', true)).toBe(
      'curl -sS -X POST -H "Authorization: Bearer $FOREDECK_TOKEN" http://127.0.0.1:1/v2/repository/index',
    );
    expect(curlOf('http://127.0.0.1:1', false)).not.toContain('Authorization');
  });

  it.skipIf(process.platform === 'win32')('means what it says to a shell', () => {
    const command = curlWithToken('http://127.0.0.1:1', 'fd_a-b_c').replace('curl ', `printf '%s\\n' `);
    expect(execFileSync('sh', ['-c', command]).toString().split('\n')).toEqual([
      '-sS',
      '-X',
      'POST',
      '-H',
      'Authorization: Bearer fd_a-b_c',
      'http://127.0.0.1:1/v2/repository/index',
      '',
    ]);
  });
});

it('says what is wrong with what is typed', () => {
  for (const good of ['0', '8790', ' 80 ', '65535']) expect(portFault(good)).toBeNull();
  for (const wrong of ['', '-1', '65536', '8e3', '1.5', 'http']) expect(portFault(wrong)).not.toBeNull();
  expect(tokenNameFault('  ')).not.toBeNull();
  expect(tokenNameFault('x'.repeat(101))).not.toBeNull();
  expect(tokenNameFault('CI')).toBeNull();
  expect(tokenNameFault(' CI ', ['nightly', 'CI'])).toMatch(/already/u);
  expect(tokenNameFault('CI', ['nightly'])).toBeNull();
});

it('says who can reach it', () => {
  expect(reachWords({ network: false, asksForToken: true })).toMatch(/on this machine, with a token/u);
  expect(reachWords({ network: false, asksForToken: false })).toMatch(/without/u);
  expect(reachWords({ network: true, asksForToken: true })).toMatch(/network/u);
});
