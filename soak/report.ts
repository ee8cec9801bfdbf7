import { printTable } from '../bench/harness/machine.ts';
import { leftOpen, type SoakReport } from './run-soak.ts';

export function tellSoak({ seconds, killed, record, growth }: SoakReport): void {
  const { asked, right, refused, late, left, fromCache, failedByKill } = record;
  console.log('');
  printTable([
    ['requests', 'right', 'refused', 'late', 'left', 'by kills', 'from cache', 'a second'],
    [asked, right, refused, late, left, failedByKill, fromCache, Math.round(asked / seconds)].map(String),
  ]);
  printTable([
    ['growth, MB a minute', 'main in use', 'main resident', 'engine processes'],
    [
      `${killed} kills`,
      growth.mainUsedMb.toFixed(2),
      growth.mainResidentMb.toFixed(2),
      growth.enginesMb.toFixed(2),
    ],
  ]);
}

/** What a process has resident says nothing before its heap has found its size. */
const residentFromSeconds = 600;

/** What is wrong with a run, one sentence each. */
export function soakComplaints(
  { record, growth, handles, killed, seconds }: SoakReport,
  allowed: { growthMbPerMinute: number; kills: number },
): string[] {
  const most = allowed.growthMbPerMinute;
  const grown = (what: string, mb: number): string[] =>
    mb > most ? [`${what} grew by ${mb.toFixed(2)} MB a minute; ${most} is the most`] : [];
  return [
    ...record.wrong,
    ...grown('the memory of main in use', growth.mainUsedMb),
    ...(seconds < residentFromSeconds
      ? []
      : [
          ...grown('the resident memory of main', growth.mainResidentMb),
          ...grown('the resident memory of the engine processes', growth.enginesMb),
        ]),
    ...leftOpen(handles).map((left) => `left open: ${left}`),
    ...(killed < allowed.kills ? [`${killed} of ${allowed.kills} kills took place`] : []),
    ...(record.fromCache === 0 ? ['no answer came from the cache'] : []),
  ];
}
