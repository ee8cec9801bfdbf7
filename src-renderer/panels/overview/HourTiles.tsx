import { useLastHour } from '../../state/lastHour.ts';
import { useJobs } from '../../state/jobs.ts';
import { useStatus } from '../../state/status.ts';
import { isToday, rowsToday } from '../../state/today.ts';
import { bytesParts, count, percent, plural, rate, tileCount } from '../../ui/format/numbers.ts';
import { clock, duration, milliseconds } from '../../ui/format/times.ts';
import { Tile, Tiles } from '../../ui/Panel.tsx';
import { useNow } from '../../ui/useNow.ts';
import { Spark } from '../../ui/Spark.tsx';

const hourMs = 3_600_000;

/** Requests are counted from the start of the program on, and that is said on its first day. */
function startedAt(sinceMs: number): string {
  const isMidnight = new Date(sinceMs).getHours() === 0 && new Date(sinceMs).getMinutes() === 0;
  return isMidnight ? '' : ` since ${clock(sinceMs, sinceMs, false)}`;
}

/** How long single requests of the last hour took. */
function Requests({ nowMs }: { nowMs: number }) {
  const hour = useStatus((state) => state.status?.served.hour);
  if (!hour || hour.p50Ms === null || hour.p99Ms === null) {
    return <Tile label="Requests" value="–" foot="none in the last hour" />;
  }
  const seconds = Math.min(nowMs - hour.sinceMs, hourMs) / 1000;
  const span = duration(seconds < 60 ? seconds : Math.round(seconds / 60) * 60);
  const p99 = `p99 ${milliseconds(hour.p99Ms)}`;
  return (
    <Tile
      label={`Requests, ${span}`}
      value={milliseconds(hour.p50Ms)}
      unit="p50"
      foot={
        hour.notAnswered > 0
          ? `${p99} · ${count(hour.notAnswered)} not answered`
          : `${p99} of ${count(hour.answered)}`
      }
      look={hour.notAnswered > 0 ? 'warn' : undefined}
    />
  );
}

/** Figures of now and of today, from the jobs and from what this page saw in the last hour. */
export function HourTiles() {
  const jobs = useJobs((state) => state.jobs) ?? [];
  const status = useStatus((state) => state.status);
  const samples = useLastHour((state) => state.samples);
  const nowMs = useNow();
  const running = jobs.filter((job) => job.state === 'running');
  const rowsPerSecond = running.reduce((sum, job) => sum + (job.progress.rowsPerSecond ?? 0), 0);
  const today = jobs.filter((job) => isToday(job.startedAtMs, nowMs));
  const rows = rowsToday(jobs, nowMs);
  const rejected = today.reduce((sum, job) => sum + job.progress.rejected, 0);
  const done = today.filter((job) => job.state === 'done').length;
  const failed = today.filter((job) => job.state === 'failed').length;
  const served = status?.served;
  const memory = status ? bytesParts(status.memoryBytes) : null;
  const [first] = samples;
  const since = first ? `seen since ${clock(first.atMs, nowMs, false)}` : 'since this page opened';
  return (
    <Tiles>
      <Tile
        label="Batch now"
        value={rate(rowsPerSecond)}
        unit="rows/s"
        foot={running.length === 0 ? 'no job is running' : plural(running.length, 'running job')}
      />
      <Tile
        label="Rows today"
        value={tileCount(rows + (served?.today.rows ?? 0))}
        unit="rows"
        foot={
          served && served.today.rows > 0
            ? `${count(served.today.rows)} by request${startedAt(served.today.sinceMs)}`
            : `in ${plural(today.length, 'job')}`
        }
      />
      <Requests nowMs={nowMs} />
      <Tile
        label="Rejected today"
        value={tileCount(rejected)}
        unit="rows"
        foot={rows > 0 ? `${percent(rejected / rows, 2)} of jobs’ rows` : 'of none'}
      />
      <Tile
        label="Jobs today"
        value={count(today.length)}
        foot={`${count(done)} done · ${count(failed)} failed`}
        look={failed > 0 ? 'bad' : undefined}
      />
      <Tile label="CPU" value={status ? Math.round(status.cpuShare * 100) : '–'} unit="%" foot={since}>
        <Spark label={`Share of all cores, ${since}`} values={samples.map((one) => one.cpuShare)} />
      </Tile>
      <Tile label="Memory" value={memory?.figure ?? '–'} unit={memory?.unit} foot={since}>
        <Spark label={`Memory, ${since}`} values={samples.map((one) => one.memoryBytes)} />
      </Tile>
    </Tiles>
  );
}
