import { clock, fullTime } from './format/times.ts';
import { useNow } from './useNow.ts';

/** A local time; the date, seconds and zone show on hover. */
export function Moment({ atMs, seconds = false }: { atMs: number; seconds?: boolean }) {
  const nowMs = useNow();
  return (
    <time dateTime={new Date(atMs).toISOString()} title={fullTime(atMs)}>
      {clock(atMs, nowMs, seconds)}
    </time>
  );
}
