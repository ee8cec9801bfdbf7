import { mkdirSync } from 'node:fs';
import { busyShare, writeResults } from './harness/machine.ts';
import { bundleBackend, workFolder } from './harness/bundle.ts';
import { startLoad } from './harness/load.ts';
import { checkAnswers, type Measured, measureServer, type Server } from './harness/measure-online.ts';
import { measureBeside } from './harness/measure-beside.ts';
import { bestSetting, onlinePeers } from './harness/online-peers.ts';
import { openOnlineServers } from './harness/online-servers.ts';
import { asked, reportBeside, reportOnline } from './harness/online-report.ts';

// The local server under load from another process: against the same server with no model behind it, without batches,
// and against other servers with the same file. `--quick` measures for a shorter time, `--no-peers` only our own.
const quick = process.argv.includes('--quick');
const rounds = quick ? 2 : 5;
const connections = [1, 32];
const times = quick ? { warmUpMs: 300, durationMs: 1_000 } : { warmUpMs: 500, durationMs: 3_000 };

const warmUpMs = quick ? 2_000 : 5_000;

mkdirSync(workFolder, { recursive: true });
const othersShare = await busyShare(2_000);
console.log(`Others use ${(othersShare * 100).toFixed(0)} % of the processors before it begins.`);
const load = startLoad();
const ours = await openOnlineServers(await bundleBackend(workFolder));
const ends: (() => Promise<void>)[] = [ours.stop];
try {
  const servers: Server[] = [...ours.servers];
  const missing: string[] = [];
  const tried: { server: string; setting: string; perSecond: number }[] = [];
  for (const peer of process.argv.includes('--no-peers') ? [] : await onlinePeers(ours.model)) {
    if ('missing' in peer) {
      missing.push(`${peer.name} is left out: ${peer.missing}`);
      continue;
    }
    console.log(`Trying the settings of ${peer.name}…`);
    const best = await bestSetting(peer, async ({ port }) => {
      const server = { name: peer.name, setting: null, port, headers: {}, prepare: async () => {} };
      return (
        await measureServer(load, server, { ...times, connections: Math.max(...connections), round: 0 })
      ).perSecond;
    });
    tried.push(...best.tried);
    const { port, stop } = await best.setting.start();
    ends.push(stop);
    servers.push({ name: peer.name, setting: best.setting.name, port, headers: {}, prepare: async () => {} });
  }
  const mostApart = await checkAnswers(servers);

  // Compiled code takes some ten thousand requests to come, and one connection sends few.
  const most = Math.max(...connections);
  for (const server of servers) {
    await measureServer(load, server, { warmUpMs, durationMs: 1_000, connections: most, round: 0 });
  }
  console.log(`${rounds} rounds, turn and turn about…`);
  const measured: Measured[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const server of servers) {
      for (const count of connections) {
        measured.push(await measureServer(load, server, { ...times, connections: count, round }));
      }
    }
  }
  const met = reportOnline(measured, missing);
  console.log('\nBeside the large model, flat out…');
  const beside = await measureBeside(
    ours,
    load,
    quick ? { rounds: 1, seconds: 3 } : { rounds: 3, seconds: 8 },
  );
  const metBeside = reportBeside(beside);
  writeResults('online', { asked, quick, othersShare, mostApart, missing, tried, measured, beside });
  if (!met || !metBeside) process.exitCode = 1;
} finally {
  load.stop();
  for (const end of ends.reverse()) await end();
}
