import { median, printTable } from './machine.ts';
import type { Beside } from './measure-beside.ts';
import { batched, type Measured, noModel, unbatched } from './measure-online.ts';

export const asked = {
  ofNoModelAt32: 0.75,
  ofUnbatchedAt32: 1.3,
  p50OverNoModelUs: 100,
  p99OfUnbatched: 1.2,
  ofPeers: { MLServer: 5, 'FastAPI + onnxruntime': 3 } as Record<string, number>,
  loopP99Ms: 20,
  smallP99OfQuiet: 2,
};

interface Target {
  text: string;
  value: number;
  unit: string;
  met: boolean;
}

/** Prints the medians of the rounds and what was asked for. True when all of it was reached. */
export function reportOnline(measured: readonly Measured[], missing: readonly string[]): boolean {
  const kinds = [...new Set(measured.map((one) => `${one.server}|${one.connections}`))];
  const of = (server: string, connections: number): Measured[] =>
    measured.filter((one) => one.server === server && one.connections === connections);
  const ratio = (
    server: string,
    other: string,
    connections: number,
    of_: (one: Measured) => number,
  ): number =>
    // Each round against itself, so that a machine that slows down meanwhile slows both sides.
    median(
      of(server, connections).map(
        (one) => of_(one) / of_(of(other, connections).find(({ round }) => round === one.round) ?? one),
      ),
    );
  const rate = (one: Measured): number => one.perSecond;
  const p99 = (one: Measured): number => one.p99Us;

  console.log('');
  printTable([
    ['server', 'connections', 'requests/s', '× no model', 'p50 µs', 'p99 µs', 'load CPU'],
    ...kinds.map((kind) => {
      const [server = '', connections = ''] = kind.split('|');
      const some = of(server, Number(connections));
      return [
        some[0]?.setting ? `${server} (${some[0].setting})` : server,
        connections,
        Math.round(median(some.map(rate))).toLocaleString('en'),
        server === noModel ? '' : ratio(server, noModel, Number(connections), rate).toFixed(2),
        median(some.map(({ p50Us }) => p50Us)).toFixed(0),
        median(some.map(p99)).toFixed(0),
        `${(median(some.map((one) => one.cpuSeconds / one.seconds)) * 100).toFixed(0)} %`,
      ];
    }),
  ]);
  for (const line of missing) console.log(line);

  const overNoModelUs = median(
    of(batched, 1).map(
      (one) => one.p50Us - (of(noModel, 1).find(({ round }) => round === one.round)?.p50Us ?? Number.NaN),
    ),
  );
  const peers = Object.keys(asked.ofPeers).filter((peer) => of(peer, 32).length > 0);
  return tell([
    atLeast('32 connections, of no model', ratio(batched, noModel, 32, rate), asked.ofNoModelAt32, '×'),
    atLeast('32 connections, of unbatched', ratio(batched, unbatched, 32, rate), asked.ofUnbatchedAt32, '×'),
    atMost('1 connection, p50 over no model', overNoModelUs, asked.p50OverNoModelUs, 'µs'),
    atMost('32 connections, p99 of unbatched', ratio(batched, unbatched, 32, p99), asked.p99OfUnbatched, '×'),
    atMost('1 connection, p99 of unbatched', ratio(batched, unbatched, 1, p99), asked.p99OfUnbatched, '×'),
    ...peers.map((peer) =>
      atLeast(`32 connections, of ${peer}`, ratio(batched, peer, 32, rate), asked.ofPeers[peer] ?? 0, '×'),
    ),
  ]);
}

/** The same for the small model and the console beside the large model. */
export function reportBeside(measured: readonly Beside[]): boolean {
  const middle = (value: (one: Beside) => number): number => median(measured.map(value));
  printTable([
    ['', 'requests/s', 'p50 µs', 'p99 µs'],
    ...(['quiet', 'small', 'large'] as const).map((kind) => [
      { quiet: 'small model alone', small: 'small model beside', large: 'large model, flat out' }[kind],
      middle((one) => one[kind].perSecond).toFixed(1),
      middle((one) => one[kind].p50Us).toFixed(0),
      middle((one) => one[kind].p99Us).toFixed(0),
    ]),
  ]);
  return tell([
    atMost(
      'loop delay beside the large model, p99',
      middle((one) => one.loop.p99Ms),
      asked.loopP99Ms,
      'ms',
    ),
    atMost(
      'p99 of the small model beside the large, of its quiet one',
      middle((one) => one.small.p99Us / one.quiet.p99Us),
      asked.smallP99OfQuiet,
      '×',
    ),
  ]);
}

function atLeast(text: string, value: number, least: number, unit: string): Target {
  return { text: `${text}: at least ${least} ${unit}`, value, unit, met: value >= least };
}

function atMost(text: string, value: number, most: number, unit: string): Target {
  return { text: `${text}: at most ${most} ${unit}`, value, unit, met: value <= most };
}

function tell(targets: readonly Target[]): boolean {
  console.log('');
  for (const { text, value, unit, met } of targets) {
    console.log(`${met ? '✓' : '✗'} ${text} — ${value.toFixed(2)} ${unit}`);
  }
  return targets.every(({ met }) => met);
}
