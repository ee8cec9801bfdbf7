import { type Answer, type Connection, openConnection } from './connection.ts';
import type { FromLoad, LoadOrder, LoadReport } from './load-messages.ts';
import { createTally } from './tally.ts';

const zero = 0x30;
/** What closes at once would otherwise be asked without end. */
const mostReopened = 100;

/** Sends requests over some connections for some time. Forked by the harness, so that it measures from outside. */
process.on('message', (order: LoadOrder) => {
  void run(order).then(
    (report) => tell({ report }),
    (error: unknown) => tell({ failed: error instanceof Error ? error.message : String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));

function tell(message: FromLoad): void {
  process.send?.(message);
}

/** A connection, and the request it has under way. */
interface Lane {
  connection: Connection;
  askedMs: number;
  busy: boolean;
}

async function run(order: LoadOrder): Promise<LoadReport> {
  const requests = requestsOf(order);
  const tally = createTally(order.mustContain);
  const lanes: Lane[] = [];
  /** Arrival times of paced requests that no connection was free for. */
  const waiting: number[] = [];
  let sent = 0;
  let ending = false;
  let reopened = 0;

  const send = (lane: Lane, askedMs: number): void => {
    const request = requests.next(sent);
    sent += 1;
    lane.askedMs = askedMs;
    lane.busy = true;
    lane.connection.send(request);
  };
  const answered = (lane: Lane, answer: Answer): void => {
    const nowMs = performance.now();
    lane.busy = false;
    tally.answer(answer, nowMs - lane.askedMs);
    if (ending) return;
    if (order.perSecond === null) return send(lane, nowMs);
    const arrivedMs = waiting.shift();
    if (arrivedMs !== undefined) send(lane, arrivedMs);
  };
  const open = async (lane: Lane): Promise<void> => {
    lane.connection = await openConnection(
      { host: order.host, port: order.port },
      (answer) => answered(lane, answer),
      (why) => {
        if (ending) return;
        tally.wrong(why, '');
        lane.busy = true;
        reopened += 1;
        if (reopened > mostReopened) return;
        void open(lane).then(
          () => {
            lane.busy = false;
            if (order.perSecond === null && !ending) send(lane, performance.now());
          },
          (error: unknown) => tally.wrong(String(error), ''),
        );
      },
    );
  };
  for (let index = 0; index < order.connections; index++) {
    const lane: Lane = { connection: { send: () => {}, close: () => {} }, askedMs: 0, busy: false };
    await open(lane);
    lanes.push(lane);
  }

  const pacing =
    order.perSecond === null
      ? null
      : pace(order.perSecond, () => {
          const nowMs = performance.now();
          const free = lanes.find(({ busy }) => !busy);
          if (free) send(free, nowMs);
          else waiting.push(nowMs);
        });
  if (!pacing) for (const lane of lanes) send(lane, performance.now());
  await later(order.warmUpMs);
  const cpuBefore = process.cpuUsage();
  tally.start();
  await later(order.durationMs);
  const { user, system } = process.cpuUsage(cpuBefore);
  const report = tally.report((user + system) / 1e6);
  ending = true;
  pacing?.stop();
  await answersIn(lanes);
  for (const { connection } of lanes) connection.close();
  return report;
}

/** Calls as often as asked on average, at the timer's own moments. */
function pace(perSecond: number, call: () => void): { stop(): void } {
  const startedMs = performance.now();
  let calls = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - startedMs) * perSecond) / 1000);
    for (; calls < due; calls++) call();
  }, 1);
  return { stop: () => clearInterval(timer) };
}

/** Whole requests ready to be sent; with `fresh`, no two are alike. */
function requestsOf({ host, port, path, headers, bodies, fresh }: LoadOrder) {
  const made = bodies.map((text) => {
    const body = Buffer.from(text);
    const lines = Object.entries({
      host: `${host}:${port}`,
      'content-type': 'application/json',
      ...headers,
      'content-length': String(body.length),
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    const head = Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
    const bytes = Buffer.concat([head, body]);
    return { bytes, freshAt: fresh === null ? -1 : bytes.lastIndexOf(fresh) };
  });
  return {
    next(index: number): Uint8Array {
      const request = made[index % made.length];
      if (!request) throw new Error('There is nothing to send');
      if (!fresh) return request.bytes;
      // The socket keeps what it is given until it is written: each request is a copy.
      const copy = Buffer.allocUnsafe(request.bytes.length);
      request.bytes.copy(copy);
      let rest = index;
      for (let digit = request.freshAt + fresh.length - 1; digit >= request.freshAt; digit--) {
        copy[digit] = zero + (rest % 10);
        rest = Math.floor(rest / 10);
      }
      return copy;
    },
  };
}

async function answersIn(lanes: readonly Lane[]): Promise<void> {
  const patienceMs = performance.now() + 10_000;
  while (lanes.some(({ busy }) => busy) && performance.now() < patienceMs) await later(5);
}

function later(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
