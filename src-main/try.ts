import { readFileSync, mkdirSync, writeFileSync, existsSync, createWriteStream, statSync, rmSync } from 'node:fs';
import { createEnginePool, forkOnNode } from './engine/client/index.ts';
import { runBatch, type Batch } from './batch/index.ts';
import { monitorEventLoopDelay } from 'node:perf_hooks';
const [,, which='flight', procs='2', rowsArg='1000000'] = process.argv;
const dir = which==='flight' ? 'models/flight-delay' : `bench/models/${which}`;
const card = JSON.parse(readFileSync(`${dir}/card.json`,'utf8'));
let input = 'resources/samples/flight-delay.csv';
if (which!=='flight') {
  input = `/tmp/try/${rowsArg}.csv`;
  if (!existsSync(input)) {
    const spec = JSON.parse(readFileSync('bench/models/columns.json','utf8'));
    const cols = spec.columns ?? spec;
    let seed = 12345; const rnd = () => { seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0; return seed / 4294967296; };
    const out = createWriteStream(input);
    const names = card.inputs.map((i: any) => i.name);
    out.write(names.join(',')+'\n');
    let buf='';
    for (let r=0;r<+rowsArg;r++){ buf += cols.map((c:any)=> c.values ? c.values[Math.floor(rnd()*c.values.length)] : (c.min+rnd()*(c.max-c.min)).toFixed(c.decimals)).join(',')+'\n'; if (buf.length>1e6){ if(!out.write(buf)) await new Promise(r=>out.once('drain',r)); buf='';} }
    out.end(buf); await new Promise(r=>out.once('finish',r));
  }
}
const pool = createEnginePool({ entryUrl: new URL('./app/engine-process.ts', import.meta.url), size: +procs, fork: forkOnNode });
pool.start();
const t0=performance.now();
await pool.loadSession({ key: card.sha256, modelPath: `${process.cwd()}/${dir}/model.onnx`, sha256: card.sha256 });
console.log('load', performance.now()-t0);
const out='/tmp/try/out.csv'; rmSync(out,{force:true});
const batch: Batch = { id:'t', folder:'/tmp/try', input:{path:input,format:'csv'}, output:{path:out,format:'csv',overwrite:true}, partialPath:'/tmp/try/.out.partial', card, sessionKey: card.sha256, mapping:Object.fromEntries(card.inputs.map((i:any)=>[i.name,i.name])), missing:{wind_speed:{kind:'default'},visib:{kind:'default'}}, delimiter:',', batchRows:4096, checkpoint:null, startedAtMs:Date.now(), ranBeforeMs:0 };
const h = monitorEventLoopDelay({resolution:5}); h.enable();
const t=performance.now();
const result = await runBatch(batch, { engines: pool.handles, signal: new AbortController().signal, nowMs: Date.now, checkpoint: async()=>{}, progress(){}, samples:1000, appVersion:'0', engineVersion:'x' });
const s=(performance.now()-t)/1000;
h.disable();
console.log({ rows: result.rows, rejected: result.rejected, s, rps: Math.round(result.rows/s), stages: result.stages, classes: result.classes, loopP99: h.percentile(99)/1e6, rss: pool.status.map(p=>Math.round((p.rssBytes??0)/1e6)), mb: statSync(input).size/1e6 });
console.log(result.reasons.slice(0,5));
await pool.stop();
