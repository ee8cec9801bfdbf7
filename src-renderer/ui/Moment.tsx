import { clock, fullTime } from './format/times.ts';

/** A local time; the date, seconds and zone show on hover. */
export function Moment({ atMs, seconds = false }: { atMs: number; seconds?: boolean }) {
  return (
    <time dateTime={new Date(atMs).toISOString()} title={fullTime(atMs)}>
      {clock(atMs, Date.now(), seconds)}
    </time>
  );
}
