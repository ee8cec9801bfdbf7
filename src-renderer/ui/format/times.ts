const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const minute = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const full = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long' });

function sameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

/** Local time of day, with the date when it is not today: `14:31:07`, `21 Nov 14:31`. */
export function clock(atMs: number, nowMs = Date.now(), seconds = true): string {
  if (sameDay(atMs, nowMs)) return (seconds ? time : minute).format(atMs);
  return `${day.format(atMs)} ${minute.format(atMs)}`;
}

/** Date, time and zone in full, for the hover of a short one. */
export function fullTime(atMs: number): string {
  const told = full.format(atMs);
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return told.endsWith(timeZone) ? told : `${told}, ${timeZone}`;
}

/** A length of time in its two largest units: `0.94 s`, `33 s`, `2 min 5 s`, `1 h 12 min`. */
export function duration(seconds: number): string {
  const { figure, unit } = durationParts(seconds);
  return unit === '' ? figure : `${figure} ${unit}`;
}

/** The same as {@link duration} with a lone unit apart, for tiles. */
export function durationParts(seconds: number): { figure: string; unit: string } {
  const s = Math.max(0, seconds);
  if (s < 9.95) return { figure: s === 0 ? '0' : s < 0.995 ? s.toFixed(2) : s.toFixed(1), unit: 's' };
  if (s < 59.5) return { figure: s.toFixed(0), unit: 's' };
  const whole = Math.round(s);
  if (whole < 3600) return { figure: pair(Math.floor(whole / 60), 'min', whole % 60, 's'), unit: '' };
  const minutes = Math.round(s / 60);
  if (minutes < 1440) return { figure: pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min'), unit: '' };
  const hours = Math.round(s / 3600);
  return { figure: pair(Math.floor(hours / 24), 'd', hours % 24, 'h'), unit: '' };
}

/** A short length of time: `0.21 ms`, `4.7 ms`, `474 ms`, from a second on as {@link duration}. */
export function milliseconds(ms: number): string {
  if (ms >= 999.5) return duration(ms / 1000);
  return `${ms < 0.0995 ? ms.toFixed(3) : ms < 0.995 ? ms.toFixed(2) : ms < 9.95 ? ms.toFixed(1) : ms.toFixed(0)} ms`;
}

/** How long ago something was, in its largest unit: `now`, `9 min`, `3 h`, `2 d`. */
export function age(atMs: number, nowMs: number): string {
  const seconds = Math.max(0, (nowMs - atMs) / 1000);
  if (seconds < 60) return 'now';
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** The value a `datetime-local` field wants for a moment: local, to the minute. */
export function fieldTime(atMs: number): string {
  const at = new Date(atMs);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
