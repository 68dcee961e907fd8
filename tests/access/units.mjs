// Units inside the organisation: north with a yard below it, and south. What is in one is not there for the others.
import { check, same } from '../harness/counting.mjs';

const made = async (c, path, body) => {
  const r = await c.post(path, body);
  if (r.status !== 201) throw new Error(`POST ${path}: ${r.status} ${r.text}`);
  return r.json.record.id;
};

export async function make_units(local, free) {
  const domain = (title, parent) => made(local, 'domains', { values: { title, ...(parent ? { parent } : {}) } });
  const north = await domain('North');
  const yard = await domain('Yard', north);
  const south = await domain('South');
  const roles = Object.fromEntries((await local.all('roles')).map((r) => [r.values.key, r.id]));
  const people = [
    { name: 'reader of north', role: 'reader', domains: [north, yard] },
    { name: 'risk manager of south', role: 'risk_manager', domains: [south] },
    { name: 'ISMS manager of the yard', role: 'isms_manager', domains: [yard] },
    { name: 'auditor of north', role: 'auditor', domains: [north, yard] },
  ];
  for (const [i, p] of people.entries()) {
    p.person = free[i];
    await made(local, 'assignments', { domain: p.domains[0], values: { person: p.person, role: roles[p.role], from: '2026-01-01' } });
  }
  const out = { north, yard, south, people, written: 0, assets: {}, risks: {} };
  for (const [name, id] of [['north', north], ['yard', yard], ['south', south]]) {
    out.assets[name] = await made(local, 'assets', { domain: id, values: { title: `Secret engine of the ${name}`, classification: 'confidential', criticality: 'high' } });
    out.risks[name] = await made(local, 'risks', { domain: id, values: { title: `Secret worry of the ${name}`, owner: 'P-007', likelihood: 4, impact: 5, rationale: 'Somebody said so', assets: [out.assets[name]] } });
    await made(local, 'tasks', { domain: id, values: { title: `Secret task of the ${name}`, assignee: 'P-007' } });
    await made(local, 'nonconformities', { domain: id, values: { title: `Secret fault of the ${name}`, grade: 'major', source: 'internal_audit' } });
  }
  // A risk of the north that names an asset of the south: its readers see the one and not the other.
  out.crossing = await made(local, 'risks', { domain: north, values: { title: 'Secret crossing', owner: 'P-007', assets: [out.assets.north, out.assets.south] } });
  return out;
}

// Ids of another unit in bodies and filters are as if they were not there.
export async function across_units(house, units, callers) {
  const who = (name) => callers.find((c) => c.name === name).client;
  const south = who('risk manager of south');
  const north = who('reader of north');
  const risk = (assets, domain = units.south) => ({ domain, values: { title: 'Made across', owner: 'P-007', assets } });
  for (const method of ['create', 'change', 'bulk']) {
    const ask = async (id) => {
      if (method === 'create') return south.post('risks', risk([id]));
      const now = (await south.get('risks/' + units.risks.south)).json.record.version;
      if (method === 'change') return south.patch('risks/' + units.risks.south, { values: { assets: [id] } }, { 'if-match': `"${now}"` });
      return south.post('risks/bulk', { dry_run: true, changes: [{ id: units.risks.south, version: now, values: { assets: [id] } }] });
    };
    const foreign = await ask(units.assets.north);
    const none = await ask('AST-98765');
    check(`${method}: a link to another unit is refused`, method === 'bulk' ? foreign.json?.results?.[0].outcome === 'refused' : foreign.status === 422, foreign.text);
    same(`${method}: as if it were not there`, foreign.text.replaceAll(units.assets.north, '?'), none.text.replaceAll('AST-98765', '?'));
  }
  const own = await south.post('risks', risk([units.assets.south]));
  check('control: a link inside the unit is taken', own.status === 201, own.text);
  units.written += own.status === 201 ? 1 : 0;
  same('creating in another unit is refused', (await south.post('risks', risk([], units.north))).status, 403);
  same('creating for the whole organisation is refused', (await south.post('risks', { values: risk([]).values })).status, 403);
  same('moving into another unit is refused', [403, 404, 422, 400].includes((await south.patch('risks/' + units.risks.south, { values: {}, domain: units.north }, { 'if-match': `"${(await south.get('risks/' + units.risks.south)).json.record.version}"` })).status), true);

  const find = async (c, filter) => { const r = await c.get('risks?filter=' + encodeURIComponent(filter)); return r.status === 200 ? r.json.records.map((x) => x.id) : `${r.status} ${r.json?.code}`; };
  same('control: a filter over what may be seen finds it', (await find(north, 'assets.exists(a, a.title == "Secret engine of the north")')).includes(units.crossing), true);
  same('a filter over what may not be seen finds nothing', await find(north, 'assets.exists(a, a.title == "Secret engine of the south")'), []);
  same('nor by its first letters', await find(north, 'assets.exists(a, a.title.startsWith("Secret engine of the s"))'), []);
  const crossing = await north.get('risks/' + units.crossing);
  check('a page names no asset of another unit by its title', crossing.status === 200 && !crossing.text.includes('engine of the south'), crossing.text.slice(0, 600));
  for (const path of [`risks/${units.risks.south}`, `risks/${units.risks.south}/history`, `risks?filter=${encodeURIComponent(`id == "${units.risks.south}"`)}`, 'search?q=Secret', 'recent', 'gaps', 'check', 'forecast', 'events-not', 'export/risks?format=csv', 'export/risks?format=json', 'batches', `clauses/${encodeURIComponent('27001:6.1.3-2')}`, `clauses/${encodeURIComponent('27001:6.1.2.c.1')}`])
    check(`nothing of the south in ${path}`, !/of the south/.test((await north.get(path)).text), path);
  // Told as it happens, too: the stream of the north hears of its own and of nothing else.
  await heard(house, north, south, units);
}

async function heard(house, north, south, units) {
  const http = await import('node:http');
  const request = http.default.get({ host: '127.0.0.1', port: house.port, path: '/api/v1/events', headers: { authorization: 'Bearer ' + north.token } });
  const answer = await new Promise((done, fail) => { request.on('response', done); request.on('error', fail); });
  let text = '';
  answer.on('error', () => {});
  const until = (what) => new Promise((done) => { const look = () => { if (what.test(text)) done(true); }; answer.on('data', look); look(); setTimeout(() => done(false), 60_000).unref(); });
  answer.setEncoding('utf8');
  answer.on('data', (p) => { text += p; });
  await until(/hello/);
  const made_south = await south.post('risks', { domain: units.south, values: { title: 'Unheard of the south', owner: 'P-007' } });
  units.written += made_south.status === 201 ? 1 : 0;
  // The verdicts that follow the change are told to all: by then its own event would have come.
  check('the stream goes on', await until(new RegExp(`event: verdicts\\ndata: \\{"position":${made_south.json.record.position}`)), text);
  check('no event of another unit', made_south.status === 201 && !text.includes(made_south.json.record.id), text);
  request.destroy();
}
