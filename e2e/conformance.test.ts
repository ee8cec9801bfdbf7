import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { removeFolder } from '../scripts/testing/remove-folder.ts';
import { installedPython, type Python, preparePython } from '../bench/harness/python.ts';
import { type Served, serveProduct } from '../bench/harness/serve-product.ts';
import { type RecordedCase, replay } from './conformance/exchange.ts';

/** The public clients of the protocol against the product; `conformance/README.md` says how. */

const folder = fileURLToPath(new URL('./conformance/', import.meta.url));
const recording = join(folder, 'exchanges.json');
const requirements = join(folder, 'requirements.txt');
const records = process.env['FOREDECK_RECORD'] !== undefined;
const clients = await findClients();

let dataFolder: string;
let served: Served;
beforeAll(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'foredeck-conformance-'));
  served = await serveProduct({ dataFolder, programFolder: folder, token: 'conformance' });
  await vi.waitUntil(() => served.backend.isReady(), { timeout: 20_000 });
});
afterAll(async () => {
  await served.stop();
  removeFolder(dataFolder);
});

describe.skipIf(records)('what the clients sent, sent again', () => {
  // While they are recorded there is nothing to send again, and perhaps no file yet.
  const cases = records ? [] : (JSON.parse(readFileSync(recording, 'utf8')) as RecordedCase[]);
  test.each(cases)('$case', async ({ exchanges }) => {
    for (const exchange of exchanges) await replay(served.url, exchange);
  });
});

test('tritonclient and kserve themselves', async ({ skip }) => {
  if ('missing' in clients) return skip(clients.missing);
  const args = [join(folder, 'record.py'), served.url, ...(records ? ['--record', recording] : [])];
  const lines = await outputOf(clients.python, args);
  const outcomes = lines.map((line) => JSON.parse(line) as { case: string; error: string | null });
  expect(outcomes.filter(({ error }) => error !== null)).toEqual([]);
  expect(outcomes.length).toBeGreaterThan(100);
});

async function findClients(): Promise<Python> {
  if (records || process.env['FOREDECK_PEERS'] !== undefined) {
    return preparePython('conformance', requirements);
  }
  return (
    installedPython('conformance', requirements) ?? {
      missing: 'their Python packages are not installed; FOREDECK_PEERS=1 installs them',
    }
  );
}

/** Lines of its standard output, whatever it ends with: a case that failed is one of the lines. */
function outputOf(python: string, args: string[]): Promise<string[]> {
  return new Promise((resolve) => {
    execFile(
      python,
      args,
      { env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' }, maxBuffer: 64 << 20 },
      (_error, stdout) => resolve(stdout.split('\n').filter((line) => line !== '')),
    );
  });
}
