import { SetupFailure } from './failure.mjs';

/** Progress goes to stderr: stdout belongs to the command that is being prepared. */
export function say(line) {
  // A reader that went away (`| head`) must not stop a half-done install.
  if (process.stderr.listenerCount('error') === 0) process.stderr.on('error', () => {});
  process.stderr.write(`${line}\n`);
}

/** Prints a failure once, without a stack where the reader cannot use one, and ends with code 1. */
export function failWith(error) {
  if (error instanceof SetupFailure) {
    say(error.message);
    if (error.detail) say(error.detail.replace(/^/gm, '  '));
  } else {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  process.exit(1);
}
