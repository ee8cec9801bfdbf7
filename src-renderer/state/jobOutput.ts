import { failureOf, type Job } from '../../src-main/contract/index.ts';
import { downloadAddress } from '../client/upload.ts';
import { client, platform } from './backend.ts';
import { toastFailure } from './toasts.ts';

/** Opens a finished job's file: with the system's program on the desktop, as a download in a browser. */
export async function openOutput(job: Job) {
  if (platform().shell === 'browser') {
    const link = document.createElement('a');
    link.href = downloadAddress(job.id);
    link.download = job.outputPath.split(/[/\\]/u).at(-1) ?? '';
    document.body.append(link);
    link.click();
    link.remove();
    return;
  }
  try {
    await client().files.open({ path: job.outputPath });
  } catch (thrown) {
    toastFailure('The file could not be opened', failureOf(thrown));
  }
}

/** Shows a finished job's file in the system's file manager (desktop). */
export async function showFolder(job: Job) {
  try {
    await client().files.reveal({ path: job.outputPath });
  } catch (thrown) {
    toastFailure('The folder could not be shown', failureOf(thrown));
  }
}
