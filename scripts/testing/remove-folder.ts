import { rmSync } from 'node:fs';

/**
 * Removes a test's folder with all that is in it. What a killed program had started (a browser's processes) may
 * still be writing there for a moment, so a folder that is not empty yet is tried again.
 */
export function removeFolder(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}
