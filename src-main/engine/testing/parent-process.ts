import { createEnginePool, forkOnNode } from '../client/index.ts';

/** A program with two engine processes, both blocked for minutes: one by an operation, one by a run of argv[2]. */
const pool = createEnginePool({
  entryUrl: new URL('./engine-process.ts', import.meta.url),
  size: 2,
  fork: forkOnNode,
});
pool.start();
const [first, second] = pool.handles;
await pool.loadSession({ key: 'slow', modelPath: process.argv[2] ?? '', sha256: null });
void first?.call('test.block', 300_000);
const rows = 1000;
const x = { type: 'float32' as const, data: new Float32Array(rows * rows), dims: [rows, rows] };
void second?.call('session.run', { key: 'slow', feeds: { x } });
console.log(JSON.stringify(pool.status.map((engine) => engine.pid)));
