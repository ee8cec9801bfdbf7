import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeFolder } from '../../scripts/testing/remove-folder.ts';
import { type HttpServer, startHttp } from '../http/index.ts';
import { type Backend, openBackend } from '../app/main.ts';

let folder: string;
let backend: Backend;
let http: HttpServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'foredeck-metrics-'));
  backend = await openBackend({ dataFolder: folder, shell: 'command', engineProcesses: 1 });
  http = await startHttp({
    ...backend,
    ...{ contractServer: null, consoleFolder: null, host: '127.0.0.1', port: 0, token: null },
  });
});
afterAll(async () => {
  await http.stop();
  await backend.stop();
  removeFolder(folder);
});

async function predict(instances: object[], headers = {}): Promise<number> {
  const answer = await fetch(`${http.url}/v1/models/flight-delay:predict`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ instances }),
  });
  await answer.arrayBuffer();
  return answer.status;
}

/** The values told now, by name and labels as they are written. */
async function metrics(): Promise<(line: string) => number> {
  const answer = await fetch(`${http.url}/metrics`);
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const values = new Map(
    (await answer.text()).split('\n').map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
  return (line) => values.get(line) ?? Number.NaN;
}

test('what is told of a model is what was asked of it', async () => {
  const before = await metrics();
  expect(before('nv_inference_request_success{model="flight-delay",version="1"}')).toBeNaN();
  expect(before('nv_cpu_memory_total_bytes')).toBeGreaterThan(1e6);
  expect(before('foredeck_engine_processes{state="failed"}')).toBe(0);

  const { client } = backend.server.connect({ shell: 'command' });
  const model = { name: 'flight-delay', version: '1' };
  const { card } = await client.models.show(model);
  const row = Object.fromEntries(card.inputs.map(({ name, example }) => [name, example]));
  await client.online.settings({ model, cache: { on: true } });
  expect(await predict([row, row])).toBe(200);
  expect(await predict([row, row])).toBe(200);
  expect(await predict([row], { 'cache-control': 'no-cache' })).toBe(200);

  const told = await metrics();
  const of = 'model="flight-delay",version="1"';
  expect(told(`nv_inference_request_success{${of}}`)).toBe(3);
  expect(told(`nv_inference_request_failure{${of},reason="BACKEND"}`)).toBe(0);
  // Two rows and one; what came from the cache was not computed.
  expect(told(`nv_inference_count{${of}}`)).toBe(3);
  expect(told(`nv_inference_exec_count{${of}}`)).toBe(2);
  expect(told(`nv_cache_num_hits_per_model{${of}}`)).toBe(1);
  expect(told(`nv_cache_num_misses_per_model{${of}}`)).toBe(1);
  expect(told(`nv_inference_pending_request_count{${of}}`)).toBe(0);
  const parts = ['queue', 'compute_input', 'compute_infer', 'compute_output'].map((part) =>
    told(`nv_inference_${part}_duration_us{${of}}`),
  );
  const hitUs = told(`nv_cache_hit_duration_per_model{${of}}`);
  const wholeUs = told(`nv_inference_request_duration_us{${of}}`);
  expect(wholeUs).toBeGreaterThan(0);
  expect(Math.abs(parts.reduce((sum, part) => sum + part, hitUs) - wholeUs)).toBeLessThanOrEqual(5);

  expect(told(`foredeck_request_duration_seconds_count{${of}}`)).toBe(3);
  expect(told(`foredeck_request_duration_seconds_bucket{${of},le="+Inf"}`)).toBe(3);
  expect(told(`foredeck_request_duration_seconds_bucket{${of},le="67.108864"}`)).toBe(3);
  expect(told(`foredeck_cold_starts_total{${of}}`)).toBe(1);
  expect(told('foredeck_process_resident_bytes{process="main"}')).toBeGreaterThan(1e6);
  expect(told('foredeck_jobs{state="running"}')).toBe(0);
});
