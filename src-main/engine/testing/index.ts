import { readFileSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeFolder } from '../../../scripts/testing/remove-folder.ts';

export const testEntry = new URL('./engine-process.ts', import.meta.url);

/** A temporary folder with model files in it, gone when disposed. */
export async function modelFolder(): Promise<
  AsyncDisposable & { write(name: string, content: Uint8Array): Promise<string> }
> {
  const folder = await mkdtemp(join(tmpdir(), 'foredeck-engine-'));
  return {
    async write(name, content) {
      const path = join(folder, name);
      await writeFile(path, content);
      return path;
    },
    [Symbol.asyncDispose]: async () => removeFolder(folder),
  };
}

/** Whether a process runs; one that ended but was not collected yet does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) Z /u.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}
