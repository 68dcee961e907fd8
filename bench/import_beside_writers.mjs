// How long other writers wait while an import runs: one client changes a record again and again, first alone, then
// beside an import of ROWS assets. Prints median and 95th percentile of both.
//   node bench/import_beside_writers.mjs build/release/tutela [ROWS]
import { spawn, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [program, rows = '20000'] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'tutela-bench-'));
const data = join(folder, 'house');
execFileSync(program, ['init', '--data', data, '--demo']);
const server = spawn(program, ['serve', '--data', data, '--listen', '127.0.0.1:0']);
const link = await new Promise((found) => { let said = ''; server.stdout.on('data', (d) => { said += d; const m = said.match(/(http:\S+)\/sign-in\?token=(\w+)/); if (m) found(m); }); });
const base = link[1];
const sign = await fetch(`${base}/api/v1/session`, { method: 'POST', headers: { 'X-Tutela': '1' }, body: JSON.stringify({ token: link[2] }) });
const cookie = sign.headers.get('set-cookie').split(';')[0];
const ask = (method, path, body, headers = {}) => fetch(base + '/api/v1' + path, { method, body, headers: { Cookie: cookie, 'X-Tutela': '1', ...headers } });
const asset = (await (await ask('GET', '/assets?limit=1')).json()).records[0];
let version = asset.version;

async function change(times, until) {
  const took = [];
  for (let i = 0; i < times && !until?.(); i++) {
    const began = performance.now();
    const r = await ask('PATCH', `/assets/${asset.id}`, JSON.stringify({ values: { description: `Counted ${i} ${Math.random()}` } }), { 'If-Match': `"${version}"`, 'Content-Type': 'application/json' });
    if (r.status !== 200) throw new Error(`${r.status} ${await r.text()}`);
    version = (await r.json()).record.version;
    took.push(performance.now() - began);
  }
  took.sort((a, b) => a - b);
  return took;
}
const say = (what, took) => console.log(`${what.padEnd(22)} ${took.length} changes, median ${took[took.length >> 1].toFixed(1)} ms, p95 ${took[Math.floor(took.length * 0.95)].toFixed(1)} ms, worst ${took.at(-1).toFixed(1)} ms`);

say('alone', await change(300));
const csv = 'Asset Name,Type,Owner,Classification,Criticality\n' + Array.from({ length: Number(rows) }, (_, i) => `Machine ${i},Hardware,Workshop,Internal,Low`).join('\n');
const upload = await (await ask('POST', '/imports?name=x.csv&type=asset', csv)).json();
let done = false;
const began = performance.now();
const importing = ask('POST', `/imports/${upload.import}/apply`, JSON.stringify({ mapping: upload.proposal, partial: false }), { 'Content-Type': 'application/json' }).then(async (r) => { done = true; return r.json(); });
const beside = await change(1e6, () => done);
const result = await importing;
say(`beside ${rows} rows`, beside);
console.log(`imported ${result.created ?? JSON.stringify(result).slice(0, 300)} in ${((performance.now() - began) / 1000).toFixed(1)} s`);
server.kill();
rmSync(folder, { recursive: true });
