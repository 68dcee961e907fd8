// Every type × every caller × every way in. The expectation comes from the declarations; nothing is allowed that they
// do not allow, and nothing refused that they do allow. A record one may not see answers like one that is not there.
import { join } from 'node:path';
import { Client, sign_in } from '../harness/client.mjs';
import { check, note, same, suite } from '../harness/counting.mjs';
import { holders, make_house, scratch, serve, token_of, tutela } from '../harness/house.mjs';
import { declared_types } from './declared.mjs';
import { across_units, make_units } from './units.mjs';

const always_read = ['isms_manager', 'administrator'];

// The conditions that declarations put behind `when`: all of this form, or the test stops and says so.
function holds(when, record) {
  if (!when) return true;
  const m = /^this\.(\w+) (==|!=) "([^"]*)"$/.exec(when);
  if (!m) throw new Error(`the matrix cannot work out the condition ${when}; teach it`);
  const value = m[1] === 'state' ? record.state : record.values[m[1]];
  return (m[2] === '==') === (value === m[3]);
}

const names = (value, person) => value === person || (Array.isArray(value) && value.includes(person));

class Expectation {
  constructor(type, declared, who) { Object.assign(this, { type, lines: declared.may, moves: declared.moves, who }); }
  is_field(name) { return this.type.fields.some((f) => f.name === name && (f.type === 'link' || f.type === 'links')); }
  // A role held in a unit counts there and below; what belongs to no unit needs it for the whole. People, roles and the
  // like that belong to no unit are read by whoever holds the role, or for readers any role, in some unit.
  holds(role, domain, act) {
    if (this.type.kernel && act === 'read' && !domain && (role === 'reader' ? this.who.held.length > 0 : this.who.held.some((h) => h.role === role))) return true;
    return this.who.held.some((h) => h.role === role && (h.domains === undefined || h.domains.includes(domain)));
  }
  stands(who, record, act) {
    if (who === 'anyone') return true;
    if (who === 'creator') return record ? record.created_by === this.who.actor : false;
    if (this.is_field(who)) return record ? names(record.values[who], this.who.person) : false;
    return this.holds(who, record?.domain ?? '', act);
  }
  allows(act, record, field) {
    if (act === 'read' && always_read.some((r) => this.holds(r, record?.domain ?? '', act))) return true;
    return this.lines.some((l) => l.act === act && (!l.fields || l.fields.includes(field)) && this.stands(l.who, record, act) && holds(l.when, record ?? { values: {} }));
  }
  creates() { return this.lines.some((l) => l.act === 'create' && !this.is_field(l.who) && l.who !== 'creator' && this.stands(l.who)); }
  creates_somewhere() { return this.lines.some((l) => l.act === 'create' && !this.is_field(l.who) && l.who !== 'creator' && (l.who === 'anyone' || this.who.roles.includes(l.who))); }
  move(m, record) {
    const by = [m.by ?? []].flat();
    if (m.not_by && record.created_by === this.who.actor) return false;
    return by.length ? by.some((who) => this.stands(who, record)) : this.allows('change', record);
  }
}

let cells = 0;
const wrong = [];
function cell(what, expected, found, text) {
  cells += 1;
  const refused = found === 401 || found === 403 || found === 404;
  if (found >= 500 || refused === expected) wrong.push({ what, expected: expected ? 'allowed' : 'refused', found, text: String(text).slice(0, 200), allow: !refused });
}

// The same body whether a record is hidden or absent, its id aside.
const hidden_alike = (a, b, id, other) => a.status === b.status && a.text.replaceAll(id, '?') === b.text.replaceAll(other, '?');

const match = { 'if-match': '"98765"' };             // a version nobody has: allowed ends at 412, refused before

async function of_type(who, t, declared, records, absent) {
  const c = who.client;
  const e = new Expectation(t, declared, who);
  const say = (act, id = '') => `${who.name} ${act} ${t.path} ${id}`;
  const list = await c.get(`${t.path}?limit=500`);
  const sees = records.filter((r) => who.anonymous ? false : e.allows('read', r)).map((r) => r.id).sort();
  if (who.anonymous) cell(say('list'), false, list.status, list.text);
  else {
    cells += 1;
    const found = (list.json?.records ?? []).map((r) => r.id).sort();
    strangers(list.json, who, say('labels'));
    if (list.status !== 200 || JSON.stringify(found) !== JSON.stringify(sees)) wrong.push({ what: say('list'), expected: sees.length, found: found.length, text: list.text.slice(0, 200), allow: found.some((id) => !sees.includes(id)) });
    const count = await c.get(`${t.path}/count`);
    const keys = await c.get(`${t.path}/keys?limit=500`);
    cells += 2;
    if (count.json?.count !== sees.length) wrong.push({ what: say('count'), expected: sees.length, found: count.json?.count, allow: count.json?.count > sees.length });
    if ((keys.json?.keys ?? []).length !== sees.length) wrong.push({ what: say('keys'), expected: sees.length, found: keys.json?.keys?.length, allow: keys.json?.keys?.length > sees.length });
    const exported = await c.get(`export/${t.path}?format=json`);
    cells += 1;
    const rows = (exported.json?.rows ?? []).map((r) => r.id).sort();
    if (exported.status !== 200 || JSON.stringify(rows) !== JSON.stringify(sees)) wrong.push({ what: say('export'), expected: sees.length, found: rows.length, text: exported.text.slice(0, 300), allow: rows.some((id) => !sees.includes(id)) });
  }
  const create = await c.post(t.path, { values: { no_such_field_at_all: 1 } });
  // An unknown field is named before rights are asked for: so ask with nothing unknown, in a shape that is never complete.
  const bare = await c.post(t.path, { values: {} });
  if (who.anonymous) cell(say('create'), false, create.status, create.text);
  const made = !who.anonymous && e.creates();
  cell(say('create'), made, bare.status === 422 ? 422 : bare.status, bare.text);
  for (const r of pick(records)) {
    const at = `${t.path}/${r.id}`;
    const seen = !who.anonymous && e.allows('read', r);
    const got = await c.get(at);
    cell(say('get', r.id), seen, got.status, got.text);
    const history = await c.get(at + '/history');
    cell(say('history', r.id), seen, history.status, history.text);
    const old = await c.get(`${at}?as_of=%23${r.position}`);
    cell(say('get as of', r.id), seen, old.status, old.text);
    if (!seen && !who.anonymous) {
      cells += 1;
      const none = await c.get(`${t.path}/${absent}`);
      if (!hidden_alike(got, none, r.id, absent)) wrong.push({ what: say('tell apart', r.id), expected: none.text, found: got.status, text: got.text, allow: true });
    }
    await changes(c, who, t, e, r, at, seen, say);
    if (seen) linked(got.json, who, say('links', r.id));
  }
}

// One record for each state, the caller's own among them.
function pick(records) {
  const seen = new Set();
  return records.filter((r) => { const key = r.state; if (seen.has(key)) return false; seen.add(key); return true; }).slice(0, 4);
}

async function changes(c, who, t, e, r, at, seen, say) {
  const settable = t.fields.filter((f) => !f.derived && !f.computed);
  for (const f of settable) {
    const value = r.values[f.name] ?? null;
    const stale = await c.patch(at, { values: { [f.name]: value } }, match);
    cell(say('change ' + f.name, r.id), seen, stale.status === 412 ? 412 : stale.status, stale.text);
    break;
  }
  const can = seen ? (await c.get(at)).json?.can : undefined;
  const told = (f) => Boolean(can?.change) && (!can.change_fields || can.change_fields.includes(f));
  if (seen) for (const f of settable) {
    cells += 1;
    const expected = e.allows('change', r, f.name);
    if (told(f.name) !== expected) wrong.push({ what: say('may change ' + f.name, r.id), expected, found: told(f.name), allow: told(f.name) });
  }
  // What is told is also what is done: with the true version one field is really written, or refused.
  if (seen && settable.length) for (const f of [settable[0], settable.at(-1)]) {
    const real = await c.patch(at, { values: { [f.name]: r.values[f.name] ?? null } }, { 'if-match': `"${r.version}"` });
    const expected = e.allows('change', r, f.name) || (real.status === 200 && real.json.record.version === r.version);
    cell(say('really change ' + f.name, r.id), expected, real.status, real.text);
    if (real.status === 200 && real.json.record.version !== r.version) throw new Error(say('changed', r.id) + ': writing the same value made a new version');
  }
  if (seen) {
    cells += 1;
    if (Boolean(can?.archive) !== e.allows('archive', r)) wrong.push({ what: say('may archive', r.id), expected: e.allows('archive', r), found: can?.archive, allow: can?.archive });
  }
  const archive = await c.post(at + '/archive', {}, match);
  cell(say('archive (stale)', r.id), seen, archive.status, archive.text);
  if (!e.allows('archive', r) && seen) {
    const real = await c.post(at + '/archive', {}, { 'if-match': `"${r.version}"` });
    cell(say('really archive', r.id), false, real.status, real.text);
  }
  for (const [name, m] of Object.entries(e.moves)) {
    const from = [m.from ?? []].flat();
    if (from.length && !from.includes('any') && !from.includes(r.state)) continue;
    const allowed = seen && !who.anonymous && e.move(m, r);
    if (!allowed) {
      const real = await c.post(`${at}/moves/${name}`, { reason: 'matrix' }, { 'if-match': `"${r.version}"` });
      cell(say('move ' + name, r.id), false, real.status, real.text);
    }
  }
}

// Titles given along with an answer are titles of what may be seen.
function strangers(page, who, what) {
  cells += 1;
  const bad = Object.keys(page?.labels ?? {}).filter((id) => !who.visible.has(id));
  if (bad.length) wrong.push({ what, expected: 'only what may be seen', found: bad.slice(0, 5), allow: true });
}

function linked(page, who, what) {
  strangers(page, who, what + ' labels');
  cells += 1;
  const bad = Object.values(page?.links ?? {}).flatMap((l) => l.records).filter((r) => !who.visible.has(r.id));
  if (bad.length) wrong.push({ what, expected: 'only what may be seen', found: bad.map((r) => r.id), allow: true });
}

async function search(who, all) {
  // A title that also stands in a record one may see, as its location for example, betrays nothing.
  const shown = all.filter((x) => who.visible.has(x.id)).map((x) => JSON.stringify(x.values)).join('\n');
  for (const word of ['backup', 'a', 'portal', 'security', 'risk']) {
    const r = await who.client.get('search?q=' + word);
    if (who.anonymous) { cell(`${who.name} search`, false, r.status, r.text); continue; }
    cells += 1;
    const bad = (r.json?.hits ?? []).filter((h) => !who.visible.has(h.id));
    if (r.status !== 200 || bad.length) wrong.push({ what: `${who.name} search ${word}`, found: bad, allow: bad.length > 0, text: r.text.slice(0, 200) });
  }
  for (const path of ['check', 'gaps', 'forecast', 'export', 'recent', 'batches', 'reports/statement-of-applicability', 'clauses/' + encodeURIComponent('27001:6.1.2.c.1')]) {
    const r = await who.client.get(path);
    if (who.anonymous) { cell(`${who.name} ${path}`, false, r.status, r.text); continue; }
    cells += 1;
    const bad = all.filter((x) => !who.visible.has(x.id) && x.title && x.title !== x.id && x.title.length > 12 && !shown.includes(x.title) && r.text.includes(JSON.stringify(x.title).slice(1, -1)) && new RegExp(`"${x.id}"`).test(r.text));
    if (bad.length) wrong.push({ what: `${who.name} sees ${bad.slice(0, 3).map((b) => b.id)} (${bad.length}) in ${path}`, found: r.status, allow: true });
  }
}

await suite(async () => {
  const dir = scratch('access');
  const house = await serve(make_house(join(dir, 'house'), process.env.TUTELA_DEMO ?? 'gaps'), { log: join(dir, 'log') });
  const manager = new Client(house, { token: token_of(house, 'P-003') });
  const held = await holders(manager);
  const types = (await manager.get('types')).json.types;
  const declared = declared_types();
  same('every type is declared where the test reads', types.map((t) => t.name).filter((n) => !declared[n]), []);
  const local = new Client(house, { socket: join(house.dir, 'socket') });
  const people = await manager.all('people');
  const roles_of = (person) => Object.keys(held).filter((role) => held[role].includes(person));
  const without = people.find((p) => roles_of(p.id).length === 0 && p.values.active !== false);
  const units = await make_units(local, people.filter((p) => roles_of(p.id).length === 0 && p.values.active !== false && p.id !== without.id).map((p) => p.id));
  const only = (role) => held[role].find((p) => roles_of(p).filter((r) => r !== role && r !== 'reader').length === 0) ?? held[role][0];
  const chosen = { reader: held.reader.find((p) => roles_of(p).length === 1), isms_manager: 'P-003', risk_manager: only('risk_manager'), auditor: only('auditor'), control_manager: only('control_manager'), administrator: only('administrator'), none: without.id };
  const callers = Object.entries(chosen).map(([name, person]) => ({ name, person, actor: person, roles: name === 'none' ? [] : roles_of(person), held: name === 'none' ? [] : roles_of(person).map((role) => ({ role })), client: new Client(house, { token: token_of(house, person) }) }));
  for (const u of units.people) callers.push({ name: u.name, person: u.person, actor: u.person, roles: [u.role], held: [{ role: u.role, domains: u.domains }], client: new Client(house, { token: token_of(house, u.person) }) });
  const link = /token=([0-9a-f]+)/.exec(tutela(['sign-in', '--data', house.dir, '--person', chosen.auditor]).out)[1];
  const cookie = await sign_in(house, link);
  const browser = { name: 'auditor (browser)', person: chosen.auditor, actor: chosen.auditor, roles: roles_of(chosen.auditor), held: roles_of(chosen.auditor).map((role) => ({ role })), client: Object.assign(Object.create(Client.prototype), cookie) };
  const plain = browser.client.ask.bind(browser.client);
  browser.client.ask = (method, path, o = {}) => plain(method, path, { ...o, headers: { 'x-tutela': '1', ...o.headers } });
  callers.push(browser, { name: 'nobody', anonymous: true, person: '', actor: '', roles: [], held: [], client: new Client(house) }, { name: 'made-up token', anonymous: true, person: '', actor: '', roles: [], held: [], client: new Client(house, { token: 'f'.repeat(32) }) });
  const records = {};
  for (const t of types) records[t.name] = JSON.parse((await local.get(`${t.path}?limit=500`)).text).records;
  const all = Object.values(records).flat();
  const before = await manager.position();
  for (const who of callers) {
    who.visible = new Set();
    if (!who.anonymous) for (const t of types) for (const r of records[t.name]) if (new Expectation(t, declared[t.name], who).allows('read', r)) who.visible.add(r.id);
    const own = await who.client.get('types');
    if (who.anonymous) cell(`${who.name} types`, false, own.status, own.text);
    else for (const t of own.json.types) {
      cells += 1;
      const e = new Expectation(t, declared[t.name], who);
      if (t.may.create !== e.creates_somewhere()) wrong.push({ what: `${who.name} is told about creating ${t.name}`, expected: e.creates_somewhere(), found: t.may.create, allow: t.may.create });
    }
    for (const t of types) await of_type(who, t, declared[t.name], records[t.name], t.prefix + '-98765');
    await search(who, all);
  }
  await across_units(house, units, callers);
  for (const w of wrong.slice(0, 60)) note(JSON.stringify(w));
  const unexpected = wrong.filter((w) => w.allow).length;
  same('unexpected allows', unexpected, 0);
  same('unexpected denials', wrong.length - unexpected, 0);
  check(`the matrix has many cells (${cells})`, cells > 2000, cells);
  same('nothing was changed', await manager.position(), before + units.written);
  // Negative control: an expectation that forgets a line must be noticed.
  const reader = callers.find((w) => w.name === 'reader');
  const t = types.find((x) => x.name === 'risk');
  const noted = wrong.length;
  await of_type(reader, t, { ...declared.risk, may: declared.risk.may.filter((l) => l.who !== 'reader') }, records.risk, 'R-98765');
  check('a declaration without its readers would be noticed', wrong.length > noted, wrong.length);
  note(`cells: ${cells}; callers: ${callers.length}; types: ${types.length}`);
  await house.stop();
});
