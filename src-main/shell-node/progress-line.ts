import type { Job } from '../contract/jobs.ts';
import type { Surroundings } from './command.ts';
import * as text from './text.ts';

/** One line that is written over itself; nothing at all where stderr is no terminal. */
export function progressLine(around: Pick<Surroundings, 'err' | 'errColumns'>) {
  let shown = '';
  const write = (line: string): void => {
    if (around.errColumns === null || line === shown) return;
    around.err(line === '' ? clearLine : `${clearLine}${line}`);
    shown = line;
  };
  return {
    // One column is left free: a line as long as the terminal would wrap.
    show: (job: Job): void => write(progressText(job).slice(0, Math.max(0, (around.errColumns ?? 0) - 1))),
    clear: (): void => write(''),
  };
}

const clearLine = '\r\u001b[2K';

/** `flights.csv  42 %  1,234,567 rows  3 rejected  1.2 M rows/s  12 s left` */
export function progressText({ inputName, state, progress }: Job): string {
  const parts = [text.plain(inputName)];
  if (state === 'queued') parts.push('waiting for its turn');
  if (state === 'paused') parts.push('paused; resume it in the console');
  if (state === 'retrying') parts.push('trying again in a moment');
  if (state === 'running') {
    if (progress.share !== null) parts.push(`${Math.floor(progress.share * 100)} %`);
    parts.push(text.rows(progress.rowsDone));
    if (progress.rejected > 0) parts.push(`${text.count(progress.rejected)} rejected`);
    if (progress.rowsPerSecond !== null) parts.push(text.rate(progress.rowsPerSecond));
    if (progress.secondsLeft !== null) parts.push(`${text.duration(progress.secondsLeft)} left`);
  }
  return parts.join('  ');
}
