import { failureOf } from '../../src-main/contract/index.ts';
import { announce } from './announcer.ts';
import { client } from './backend.ts';
import { toastFailure } from './toasts.ts';

/** Refuses every connection to another machine, or lets them be again. */
export async function setOffline(on: boolean) {
  try {
    await client().app.setOffline({ on });
    announce(on ? 'Foredeck is offline' : 'Foredeck may reach other machines', 'offline');
  } catch (thrown) {
    toastFailure(`Offline could not be switched ${on ? 'on' : 'off'}`, failureOf(thrown));
  }
}
