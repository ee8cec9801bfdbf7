import { failureOf } from '../../../src-main/contract/index.ts';
import { client } from '../backend.ts';
import { toastFailure } from '../toasts.ts';

/** Lets programs in. That it is on is seen in the status. */
export async function startServer() {
  try {
    await client().server.start();
  } catch (thrown) {
    toastFailure('The server could not be switched on', failureOf(thrown));
  }
}
