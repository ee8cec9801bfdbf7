import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeFolder } from '../../../../scripts/testing/remove-folder.ts';

/** A folder for the files of a test, gone when disposed. */
export function temporaryFolder(): Disposable & {
  path: string;
  write(name: string, content: Uint8Array | string): string;
} {
  const path = mkdtempSync(join(tmpdir(), 'foredeck-onnx-'));
  return {
    path,
    write(name, content) {
      writeFileSync(join(path, name), content);
      return join(path, name);
    },
    [Symbol.dispose]: () => removeFolder(path),
  };
}
