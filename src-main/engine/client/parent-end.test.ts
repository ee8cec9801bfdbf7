import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import { isRunning, modelFolder } from '../testing/index.ts';
import { slowModel } from '../testing/models.ts';

let parent: ChildProcess | null = null;
let pids: number[] = [];
afterEach(() => {
  parent?.kill('SIGKILL');
  for (const pid of pids.filter(isRunning)) process.kill(pid, 'SIGKILL');
});

test.each(['SIGKILL', 'SIGTERM'] as const)(
  'engine processes in the middle of a run end when %s ends their parent',
  async (signal) => {
    await using folder = await modelFolder();
    const modelPath = await folder.write('slow.onnx', slowModel());
    parent = spawn(
      process.execPath,
      [fileURLToPath(new URL('../testing/parent-process.ts', import.meta.url)), modelPath],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const [output] = (await once(parent.stdout!, 'data')) as [Buffer];
    pids = JSON.parse(output.toString()) as number[];
    expect(pids.map(isRunning)).toEqual([true, true]);

    parent.kill(signal);
    await once(parent, 'exit');
    await vi.waitFor(() => expect(pids.map(isRunning)).toEqual([false, false]), {
      timeout: 5_000,
      interval: 20,
    });
  },
  20_000,
);
