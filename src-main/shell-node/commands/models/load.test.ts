import { expect, test } from 'vitest';
import type { ContractClient } from '../../../contract/client.ts';
import { runCommandLine } from '../../run-command-line.ts';
import { testConsole } from '../../test-console.ts';

const note = 'When it was loaded: fraud on http://h:1 cannot be reached. Every request tries again.';

test.each([
  ['here', null, null, 'm@1 was ready after 12 ms, 3.0 MB in 1 process.\n'],
  ['here, on another provider', null, note, `m@1 was ready after 12 ms, 3.0 MB in 1 process.\n${note}\n`],
  ['elsewhere', { url: 'http://h:1' }, null, 'm@1 was ready after 12 ms, on http://h:1.\n'],
  ['away', { url: 'http://h:1' }, note, `m@1 is loaded, but its server did not answer.\n${note}\n`],
])('models load of a model that is %s says what is true of it', async (_where, remote, said, expected) => {
  const { around, seen } = testConsole();
  const residency = { loadMs: 12, memoryBytes: 3e6, instances: 1, note: said };
  const models = {
    load: async () => ({ name: 'm', version: '1', remote, residency }),
  } as unknown as ContractClient['models'];
  const connect: typeof around.connect = async (...args) => {
    const backend = await around.connect(...args);
    return { ...backend, client: { ...backend.client, models } };
  };
  expect(await runCommandLine(['models', 'load', 'm'], { ...around, connect })).toBe(0);
  expect(seen.out).toBe(expected);
});
