// A development server with contract-shaped answers (docs/reference/http.md). It keeps records in memory,
// judges with four hand-written rules and reads filters with a tiny evaluator: good enough to build pages
// against, never a reference. FACTS=<folder with iso27001-2022-*.csv> gives it all clauses and controls.
import { createServer } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import { processes, types } from './mock_catalog.mjs';

const today = '2026-04-14';
const typeOf = Object.fromEntries(types.map((type) => [type.path, type]));
const pathOf = Object.fromEntries(types.map((type) => [type.name, type.path]));
const all = new Map(); // path -> Map(id -> record)
const history = new Map();
const batches = new Map();
let head = 18000;
const listeners = new Set();
for (const type of types) all.set(type.path, new Map());
const find = (id) => { for (const map of all.values()) if (map.has(id)) return map.get(id); };

function stateTitle(type, state) { return type.states.find((one) => one.name === state)?.title ?? state; }
function derive(record) {
  if (record.type === 'risk') {
    const { likelihood: l, impact: i } = record.values;
    if (l && i) record.values.level = l * i; else delete record.values.level;
    record.values.treatment_count = [...all.get('treatments').values()].filter((one) => one.values.risk === record.id).length;
  }
  if (record.type === 'soa_entry') record.title = `${record.values.control} ${controls.find((c) => c.id === record.values.control)?.title ?? ''}`;
  else record.title = record.values.title ?? record.id;
  record.incomplete = typeOf[pathOf[record.type]].fields.filter((f) => f.required && record.values[f.name] === undefined).map((f) => f.name);
}
function note(record, move, changes, reason, batch) {
  head += 1;
  record.position = head; record.changed_at = new Date().toISOString(); record.changed_by = 'P-001';
  const rows = history.get(record.id) ?? [];
  rows.unshift({ position: head, at: record.changed_at, actor: 'P-001', actor_title: 'Ana Lopes', move, origin: 'web', reason, version: record.version, batch, changes, after: structuredClone(record.values) });
  history.set(record.id, rows);
  for (const send of listeners) send(`event: change\ndata: ${JSON.stringify({ position: head, type: record.type, record: record.id, move, by: 'P-001' })}\n\nevent: verdicts\ndata: ${JSON.stringify({ position: head })}\n\n`);
}
function changesOf(type, before, after) {
  return type.fields.filter((f) => JSON.stringify(before[f.name]) !== JSON.stringify(after[f.name])).map((f) => ({ field: f.name, title: f.title, from: before[f.name] ?? null, to: after[f.name] ?? null }));
}
const last = {};
function create(path, values, extra = {}) {
  const type = typeOf[path];
  last[path] = (last[path] ?? 0) + 1;
  const id = extra.id ?? `${type.prefix}-${String(last[path]).padStart(3, '0')}`;
  const record = { id, type: type.name, version: 1, state: extra.state ?? type.initial, domain: null, archived: false, imported: false, created_at: '2026-01-12T09:00:00Z', created_by: 'P-001', changed_at: '2026-04-10T09:00:00Z', changed_by: 'P-001', state_since: '2026-02-01T09:00:00Z', values: { ...values } };
  record.state_title = stateTitle(type, record.state);
  derive(record);
  all.get(path).set(id, record);
  note(record, 'create', changesOf(type, {}, record.values), extra.reason, extra.batch);
  return record;
}

// --- facts and demonstration records ---
const facts = process.env.FACTS ?? '';
function csv(text) {
  const rows = []; let row = [''], quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const c = text[at];
    if (quoted) { if (c === '"') { if (text[at + 1] === '"') { row[row.length - 1] += '"'; at += 1; } else quoted = false; } else row[row.length - 1] += c; }
    else if (c === '"') quoted = true; else if (c === ',') row.push(''); else if (c === '\n') { rows.push(row); row = ['']; } else if (c !== '\r') row[row.length - 1] += c;
  }
  const [heads, ...rest] = rows; return rest.map((cells) => Object.fromEntries(heads.map((name, at) => [name, cells[at] ?? ''])));
}
const read = (name, fallback) => (facts && existsSync(`${facts}/${name}`) ? csv(readFileSync(`${facts}/${name}`, 'utf8')) : fallback);
const obligations = read('iso27001-2022-clauses.csv', [
  { id: '27001:6.1.3.d.1', clause: '6.1.3', clause_title: 'Risk treatment', obligation: 'Issue a Statement of Applicability', assessability: 'machine' },
  { id: '27001:6.1.3.e', clause: '6.1.3', clause_title: 'Risk treatment', obligation: 'Write a risk treatment plan', assessability: 'machine' },
  { id: '27001:9.2.1-1', clause: '9.2.1', clause_title: 'Internal audit', obligation: 'Audit at planned intervals', assessability: 'machine' },
]);
const controls = read('iso27001-2022-annex-a.csv', Array.from({ length: 93 }, (_, n) => ({ id: n < 37 ? `A.5.${n + 1}` : n < 45 ? `A.6.${n - 36}` : n < 59 ? `A.7.${n - 44}` : `A.8.${n - 58}`, title: `Control ${n + 1}` })));
const people = ['Ana Lopes', 'Bert Maas', 'Head of IT', 'Depot manager', 'Head of operations', 'HR lead', 'Managing director', 'Fleet manager', 'Portal product owner', 'Head of customer service'];
people.forEach((title) => create('people', { title, mail: `${title.toLowerCase().replaceAll(' ', '.')}@harbour.example` }));
create('risk-methods', { title: 'House method 5 × 5', likelihood_levels: ['Rare', 'Once in ten years', 'Every few years', 'Yearly', 'Monthly'].map((title, at) => ({ level: at + 1, title })), impact_levels: ['Nuisance', 'Felt', 'Painful', 'Severe', 'Threatens the house'].map((title, at) => ({ level: at + 1, title })) });
['38 office PCs', 'File server', 'Release desk', 'Customer portal', 'Inland depot', 'Quay 4', 'Tracker data', 'Payroll'].forEach((title, at) => create('assets', { title, kind: ['system', 'information', 'site'][at % 3], owner: `P-00${(at % 8) + 2}`, replacement: String(4200 * (at + 1)), outage: `${3600 * (at + 1)}s`, tags: ['core'] }));
const names = ['Cloud admin account taken over', 'Ransomware on office PCs', 'Customer data sent to the wrong party', 'Hosting provider out for a week', 'Gate pass copied at the inland depot', 'Portal outage on a peak day', 'Wrong consignment released by phone fraud', 'Truck with high-value load taken', 'Tracker data of drivers misused', 'Customs broker sends altered documents', 'Warehouse scanners lost with customer lists', 'Flood of the Quay 4 ground floor', 'Ex-employee still has portal access', 'Forwarder invents a subcontractor', 'Payroll data seen by the wrong people', 'Source code of the portal leaked', 'Supplier remote access left open', 'Backup tapes lost in transport', 'Visitor photographs high-value cargo', 'Printed manifests in open waste'];
const many = Number(process.env.RISKS ?? 260);
for (let n = 0; n < many; n += 1) {
  const title = n < names.length ? names[n] : `${names[n % names.length]}, site ${Math.floor(n / names.length) + 1}`;
  const values = { title, scenario: 'A clicked link or an unpatched PC lets a criminal group in.\n\nOffice PCs and the file server are encrypted; trucks wait, two contracts carry penalties.', owner: `P-00${(n % 8) + 2}`, method: 'RM-001', likelihood: ((n * 7) % 5) + 1, impact: ((n * 3 + 2) % 5) + 1, assessed_on: `2026-0${(n % 4) + 1}-1${n % 9}`, assets: [`A-00${(n % 8) + 1}`], tags: n % 3 ? ['board'] : [], cost_each: { low: '60000', likely: '180000', high: '900000' }, causes: n % 2 ? [] : [{ cause: 'Phishing', share: '0.60' }, { cause: 'Unpatched PC', share: '0.40' }] };
  if (n === 3) delete values.owner;
  create('risks', values, { state: n % 6 === 5 ? 'draft' : 'assessed' });
}
for (let n = 0; n < 14; n += 1) create('treatments', { title: `${['Offline backup', 'Second factor for admins', 'Escort at the gate', 'Restore drill'][n % 4]}`, risk: `R-0${String(n + 1).padStart(2, '0')}`, option: ['mitigate', 'share', 'avoid', 'accept'][n % 4], due: `2026-0${(n % 5) + 4}-30`, cost: String(900 * (n + 1)) }, { state: ['draft', 'approved', 'done'][n % 3] });
controls.forEach((control, n) => { const out = n % 11 === 5; create('soa-entries', { control: control.id, applicable: !out, ...(n === 50 ? {} : { justification: out ? 'No such rooms of our own, scope fact S-2.' : 'Drives from the risks named.' }), implementation: out ? 'none' : ['done', 'done', 'done', 'partly', 'planned'][n % 5], ...(n === 60 ? {} : { owner: `P-00${(n % 8) + 2}` }), risks: out ? [] : [`R-0${String((n % 20) + 1).padStart(2, '0')}`] }); });
create('audits', { title: 'Access process', auditor: 'P-006', held_on: '2026-03-02' }, { state: 'held' });
create('findings', { title: 'Leavers kept access for nine days', audit: 'AU-001', grade: 'minor' });

// --- verdicts ---
const rules = [
  { rule: 'untreated_risk', clauses: ['27001:6.1.3.e', '27001:8.3-1'], says: 'Every risk above the acceptance level has an approved treatment.', severity: 'major', each: 'risk', where: 'this.state == "assessed" && this.level > settings.acceptance_level', expect: 'this.treatments.exists(t, t.state in ["approved", "done"])', remedy: 'Open the risk, choose a treatment, have the risk owner approve it.',
    judge: () => [...all.get('risks').values()].filter((r) => !r.archived && r.state === 'assessed' && r.values.level > 8).slice(0, 30).map((r) => { const mine = [...all.get('treatments').values()].filter((t) => t.values.risk === r.id); return { r, verdict: mine.some((t) => t.state !== 'draft') ? 'conforms' : 'gap', reason: mine.length ? `${mine[0].id} is only a draft` : 'no treatment' }; }) },
  { rule: 'risk_has_owner', clauses: ['27001:6.1.2.c.2', '27001:6.1.3.f.1'], says: 'Every risk names the person who decides about it.', severity: 'minor', each: 'risk', where: null, expect: 'has(this.owner)', remedy: 'Name an owner.',
    judge: () => [...all.get('risks').values()].filter((r) => !r.archived).slice(0, 40).map((r) => ({ r, verdict: r.values.owner ? 'conforms' : 'gap', reason: 'nobody answers for this risk' })) },
  { rule: 'soa_reason', clauses: ['27001:6.1.3.d.4', '27001:6.1.3.d.2'], says: 'Every control in the statement carries a reason.', severity: 'minor', each: 'soa_entry', where: null, expect: 'has(this.justification)', remedy: 'Write why the control is in or out.',
    judge: () => [...all.get('soa-entries').values()].map((r) => ({ r, verdict: r.values.justification ? 'conforms' : 'cannot_judge', reason: 'justification is not set' })) },
  { rule: 'findings_closed', clauses: ['27001:10.2.a.1', '27001:10.2.b.1'], says: 'Every finding is closed in time.', severity: 'observation', each: 'finding', where: null, expect: 'this.state == "closed"', remedy: 'Close the finding with its proof.',
    judge: () => [...all.get('findings').values()].map((r) => ({ r, verdict: r.state === 'closed' ? 'conforms' : 'gap', reason: 'still open' })) },
];
const order = ['gap', 'cannot_judge', 'excused', 'conforms', 'nothing'];
const worst = (list) => list.reduce((a, b) => (order.indexOf(b) < order.indexOf(a) ? b : a), 'nothing');
const weight = ['major', 'minor', 'observation'];
function run(rule) {
  const found = rule.judge(); const verdict = worst(found.map((one) => one.verdict));
  return { rule, found, verdict, gaps: found.filter((one) => one.verdict === 'gap' || one.verdict === 'cannot_judge') };
}
const gapOf = (done, one) => ({ rule: done.rule.rule, says: done.rule.says, severity: done.rule.severity, verdict: one.verdict, record: one.r.id, record_title: one.r.title, path: pathOf[one.r.type], obligations: done.rule.clauses, reason: one.reason, remedy: done.rule.remedy, who: one.r.values.owner ?? 'P-001', who_title: find(one.r.values.owner ?? 'P-001')?.title, until: null });
const hash = (text) => [...text].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) >>> 0, 7);
function judge(id, done) {
  const mine = done.filter((one) => one.rule.clauses.includes(id));
  if (mine.length) { const verdict = worst(mine.map((one) => one.verdict)); const hard = mine.filter((one) => one.verdict === verdict).map((one) => weight.indexOf(one.rule.severity)).sort()[0]; return { verdict, severity: verdict === 'gap' ? weight[hard] : null, rules: mine.map((one) => one.rule.rule) }; }
  const dice = hash(id) % 23; return { verdict: dice < 15 ? 'conforms' : dice < 17 ? 'cannot_judge' : dice < 18 ? 'excused' : 'nothing', severity: null, rules: [] };
}
function check() {
  const done = rules.map(run); const clauses = [];
  const add = (id, title, level) => { let one = clauses.find((c) => c.id === id); if (!one) { one = { id, title, level, obligations: [] }; clauses.push(one); } return one; };
  const top = { 4: 'Context of the organisation', 5: 'Leadership', 6: 'Planning', 7: 'Support', 8: 'Operation', 9: 'Performance evaluation', 10: 'Improvement' };
  for (const row of obligations) {
    const parts = row.clause.split('.'); add(parts[0], top[parts[0]] ?? '', 1);
    for (let n = 2; n <= parts.length; n += 1) { const c = add(parts.slice(0, n).join('.'), row.clause_title, n); if (n === parts.length) c.obligations.push({ id: row.id, title: row.obligation, assessability: row.assessability, judgement: null, ...judge(row.id, done) }); }
  }
  const themes = { 'A.5': 'Organisation', 'A.6': 'People', 'A.7': 'Sites', 'A.8': 'Technology' };
  for (const c of controls) { const theme = c.id.split('.').slice(0, 2).join('.'); add(theme, themes[theme], 1).obligations.push({ id: `27001:${c.id}`, title: c.title, assessability: 'partial', judgement: null, ...judge(`27001:${c.id}`, done) }); }
  const counts = { major: 0, minor: 0, cannot_judge: 0, observation: 0, excused: 0, conforms: 0, nothing: 0 };
  for (const c of clauses) { const own = clauses.filter((o) => o === c || o.id.startsWith(`${c.id}.`)).flatMap((o) => o.obligations); c.verdict = worst(own.map((o) => o.verdict)); c.severity = own.filter((o) => o.verdict === c.verdict).map((o) => o.severity).sort((a, b) => weight.indexOf(a) - weight.indexOf(b))[0] ?? null; for (const o of c.obligations) counts[o.verdict === 'gap' ? o.severity : o.verdict] += 1; }
  return { standard: '27001', title: 'ISO/IEC 27001:2022', at: today, position: head, catalog: 'mock', took_us: 412, counts, clauses, gaps: done.flatMap((one) => one.gaps.map((gap) => gapOf(one, gap))) };
}
function clauseView(id) {
  const row = obligations.find((one) => one.id === id); const control = controls.find((one) => `27001:${one.id}` === id);
  if (!row && !control) return null;
  const done = rules.map(run); const mine = done.filter((one) => one.rule.clauses.includes(id)); const said = judge(id, done);
  return { id, title: row?.obligation ?? control.title, asks: row?.evidence_examples ? `${row.obligation} Shown by: ${row.evidence_examples}.` : control?.intent ?? row?.obligation, standard: '27001', clause: row?.clause ?? control.id, kind: row ? 'obligation' : 'control', force: 'shall', basis: 'public', assessability: row?.assessability ?? 'partial', judged: 'machine', ...said, also: mine.flatMap((one) => one.rule.clauses).filter((other) => other !== id),
    rules: mine.map((one) => { const of = (v) => one.found.filter((f) => f.verdict === v).length; const { judge: _j, clauses: _c, ...card } = one.rule; const rows = [...one.found].sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict)); return { ...card, verdict: one.verdict, population: one.found.length, failing: of('gap'), unknown: of('cannot_judge'), excused: 0, conforming: of('conforms'), results: rows.slice(0, 100).map((f) => ({ record: f.r.id, title: f.r.title, path: pathOf[f.r.type], verdict: f.verdict, reason: f.verdict === 'conforms' ? '' : f.reason, position: f.r.position, who: f.r.values.owner, who_title: find(f.r.values.owner)?.title })), more: 0 }; }),
    judgements: [], record_types: mine.map((one) => types.find((t) => t.name === one.rule.each)).map((t) => ({ name: t.name, title: t.title.many, path: t.path, count: all.get(t.path).size })), took_us: 380 };
}

// --- lists ---
class Bad extends Error { constructor(status, code, detail, errors) { super(detail); Object.assign(this, { status, code, errors }); } }
function matcher(filter) {
  if (!filter) return () => true;
  try {
    const body = filter.replace(/\bthis\./g, '').replace(/(\S+)\s+in\s+(\[[^\]]*\])/g, '$2.includes($1)').replace(/\.contains\(/g, '.includes(');
    const fn = new Function('row', `with (row) { return (${body}); }`); // development only: this server listens on the loopback
    fn(new Proxy({}, { has: () => true, get: (_, k) => (k === Symbol.unscopables ? undefined : '') }));
    return (r) => { try { return fn(new Proxy({ ...r.values, id: r.id, state: r.state, archived: r.archived }, { has: () => true, get: (o, k) => o[k] })) === true; } catch { return false; } };
  } catch (error) { throw new Bad(400, 'bad_filter', `The filter does not read as CEL: ${error.message}. Example: level > 8 && state == "assessed".`); }
}
function listing(path, query) {
  const match = matcher(query.get('filter')); const q = (query.get('q') ?? '').toLowerCase(); const archived = query.get('archived') === 'true';
  let rows = [...all.get(path).values()].filter((r) => (archived || !r.archived) && match(r) && (!q || r.title.toLowerCase().includes(q) || r.id.toLowerCase().includes(q)));
  for (const key of (query.get('sort') ?? '').split(',').filter(Boolean).reverse()) { const down = key.startsWith('-'); const name = key.replace(/^-/, ''); const at = (r) => r.values[name] ?? r[name] ?? ''; rows = rows.toSorted((a, b) => (at(a) > at(b) ? 1 : at(a) < at(b) ? -1 : 0) * (down ? -1 : 1)); }
  return rows;
}
function labels(records) { const out = {}; for (const r of records) for (const f of typeOf[pathOf[r.type]].fields) for (const id of [r.values[f.name]].flat()) if ((f.type === 'link' || f.type === 'links') && id) out[id] = find(id)?.title ?? id; for (const r of records) if (r.changed_by) out[r.changed_by] = find(r.changed_by)?.title; return out; }
function view(r) {
  const type = typeOf[pathOf[r.type]]; const links = {};
  for (const other of types) for (const f of other.fields) if (f.inverse && f.to === type.name) { const records = [...all.get(other.path).values()].filter((o) => [o.values[f.name]].flat().includes(r.id)); if (records.length) links[f.inverse] = { type: other.name, path: other.path, records: records.slice(0, 20) }; }
  return { record: r, labels: labels([r]), links, moves: type.moves.filter((m) => m.from.includes(r.state)).map((m) => ({ name: m.name, title: m.title, to: m.to, needs: m.needs ?? [], allowed: !m.only, ...(m.only ? { why_not: m.why } : {}) })), can: { change: !r.archived, change_fields: null, archive: true }, gaps: rules.map(run).flatMap((done) => done.gaps.filter((g) => g.r === r).map((g) => gapOf(done, g))) };
}
function checkValues(type, values, old = {}) {
  const errors = [];
  for (const [name, value] of Object.entries(values)) { const f = type.fields.find((one) => one.name === name); if (!f) errors.push({ pointer: `/values/${name}`, detail: `${type.title.one} has no field ${name}.` }); else if (f.type === 'date' && value && Number.isNaN(Date.parse(value))) errors.push({ pointer: `/values/${name}`, detail: `${value} is no day. Give it as 2026-04-30.` }); }
  const after = { ...old, ...values };
  for (const f of type.fields) if (f.required && !f.derived && (after[f.name] === undefined || after[f.name] === null || after[f.name] === '')) errors.push({ pointer: `/values/${f.name}`, detail: `${f.title} is needed.` });
  if (errors.length) throw new Bad(422, 'invalid_values', `${errors.length} fields need a look.`, errors);
}
function change(r, values, move, reason, batch) {
  const type = typeOf[pathOf[r.type]]; const before = structuredClone(r.values);
  for (const [k, v] of Object.entries(values)) if (v === null || v === '') delete r.values[k]; else r.values[k] = v;
  r.version += 1; derive(r); note(r, move, changesOf(type, before, r.values), reason, batch);
}
const wantVersion = (r, req) => { const seen = req.headers['if-match']; if (!seen) throw new Bad(428, 'precondition', 'Send If-Match with the version you saw.'); if (seen !== `"${r.version}"`) throw new Bad(412, 'stale_version', `${r.id} is at version ${r.version} now.`); };

// --- import: a fixed proposal over whatever is dropped ---
function importPlan(mapping, state) {
  const cols = mapping.columns.filter((c) => c.field); const rows = state.rows.map((cells, at) => {
    const values = {}; const faults = [];
    for (const c of cols) { const raw = cells[c.column.charCodeAt(0) - 65] ?? ''; const value = c.values?.[raw] ?? raw; if (c.field === 'assessed_on' && !c.date_order && value.includes('/')) faults.push({ column: c.column, field: c.field, value: raw, detail: 'The day and the month can be swapped. Say which order the column uses.' }); else if (value) values[c.field] = /^\d+$/.test(value) && c.field !== 'title' ? Number(value) : value; }
    if (!values.title) faults.push({ column: 'B', field: 'title', value: '', detail: 'A risk needs a title.' });
    return { table: 'T1', row: at + 2, outcome: faults.length ? 'refused' : 'new', id: null, values, from: null, faults };
  });
  const questions = cols.filter((c) => c.field === 'assessed_on' && !c.date_order).map((c) => ({ column: c.column, heading: c.heading, field: c.field, what: 'date_order', options: ['dmy', 'mdy'], examples: ['03/04/2026'] }));
  const n = (what) => rows.filter((r) => r.outcome === what).length;
  return { new: n('new'), changed: 0, unchanged: 0, refused: n('refused'), questions, rows, more: 0 };
}
const imports = new Map(); const mappings = new Map();
const reportsList = [{ name: 'statement-of-applicability', title: 'Statement of Applicability', says: 'Every control, in or out, with its reason, state and owner.', formats: ['pdf', 'xlsx', 'html', 'csv', 'json'] }, { name: 'risk-register', title: 'Risk register', says: 'All risks with level, owner and treatment.', formats: ['pdf', 'xlsx', 'csv'] }];
const soa = () => ({ title: 'Statement of Applicability', head: [{ label: 'Standard', value: 'ISO/IEC 27001:2022' }, { label: 'Date', value: today }], columns: [{ title: 'Id', key: 'id' }, { title: 'Control', key: 'title' }, { title: 'Applicable', key: 'applicable' }, { title: 'Justification', key: 'justification' }, { title: 'Risks', key: 'risks' }, { title: 'State', key: 'state' }, { title: 'Owner', key: 'owner' }], rows: [...all.get('soa-entries').values()].map((r) => ({ id: r.values.control, title: controls.find((c) => c.id === r.values.control)?.title, applicable: r.values.applicable ? 'yes' : 'no', justification: r.values.justification ?? '', risks: (r.values.risks ?? []).join(', '), state: r.values.implementation, owner: find(r.values.owner)?.title ?? '' })) });

// --- routes ---
const sessions = new Set();
const sessionView = () => ({ person: { id: 'P-001', title: 'Ana Lopes' }, organisation: 'Harbour Logistics', roles: ['isms_manager', 'risk_manager'], today, position: head, settings: { currency: 'EUR', acceptance_level: 8 }, version: 'mock' });
async function route(req, res, url, body) {
  const query = url.searchParams; const path = url.pathname.replace('/api/v1', '').split('/').filter(Boolean).map(decodeURIComponent); const json = () => { try { return JSON.parse(body.toString() || '{}'); } catch { throw new Bad(400, 'bad_json', 'The body is no JSON.'); } };
  const [one, two, three, four] = path; const method = req.method;
  if (one === 'session') {
    if (method === 'POST') { if (json().token !== 'demo') throw new Bad(401, 'expired_link', 'This link was used already or is too old. Ask for a new one: tutela link.'); sessions.add('s'); res.setHeader('Set-Cookie', 'tutela_session=s; HttpOnly; SameSite=Strict; Path=/'); return sessionView(); }
    if (method === 'DELETE') { res.setHeader('Set-Cookie', 'tutela_session=; Max-Age=0; Path=/'); return undefined; }
  }
  if (!/tutela_session=s/.test(req.headers.cookie ?? '')) throw new Bad(401, 'signed_out', 'Sign in first.');
  if (one === 'session') return sessionView();
  if (one === 'types') return { types, processes, roles: [] };
  if (one === 'check') return check();
  if (one === 'clauses') { const found = clauseView(two); if (!found) throw new Bad(404, 'missing', `${two} is no clause.`); return found; }
  if (one === 'coverage') return { items: obligations.map((o) => ({ id: o.id, title: o.obligation, kind: 'obligation', assessability: o.assessability, judged: 'machine', rules: rules.filter((r) => r.clauses.includes(o.id)).map((r) => r.rule), records: hash(o.id) % 3 ? [] : ['risk'] })) };
  if (one === 'search') { const q = query.get('q').toLowerCase(); return { hits: types.flatMap((t) => [...all.get(t.path).values()].filter((r) => r.title.toLowerCase().includes(q) || r.id.toLowerCase() === q).map((r) => ({ type: t.name, path: t.path, id: r.id, title: r.title, field: 'title', snippet: r.title }))).slice(0, 12) }; }
  if (one === 'reports' && !two) return reportsList;
  if (one === 'reports') { if (query.get('format') === 'json') return soa(); res.setHeader('Content-Disposition', `attachment; filename="${two}.${query.get('format')}"`); return Buffer.from('mock'); }
  if (one === 'imports' && two === 'mappings') { if (method === 'PUT') { mappings.set(three, json()); return {}; } return { mappings: [...mappings].map(([name, mapping]) => ({ name, mapping })) }; }
  if (one === 'imports' && !two) { const rows = csv(body.toString()); if (!rows.length) throw new Bad(422, 'empty', 'The file has no rows.'); const heads = Object.keys(rows[0]); const guess = (h) => ({ 'risk id': null, title: 'title', 'risk title': 'title', titel: 'title', likelihood: 'likelihood', impact: 'impact', date: 'assessed_on', description: 'scenario' }[h.toLowerCase()] ?? (/title|name/i.test(h) ? 'title' : null)); const id = String(imports.size + 1); const state = { rows: rows.map((r) => heads.map((h) => r[h])) }; imports.set(id, state); const proposal = { type: 'risk', tables: ['T1'], columns: heads.map((h, at) => ({ column: String.fromCharCode(65 + at), heading: h, field: guess(h), confidence: guess(h) ? 0.9 : 0, why: guess(h) ? 'the heading is known' : 'no heading or value is known', values: guess(h) === 'likelihood' ? { '5 - Almost certain': '5', High: '4' } : {}, date_order: null })), defaults: {}, state: 'draft', link_rules: { owner: 'create' } }; return { import: id, sheets: [{ name: query.get('name'), hidden: false, rows: rows.length + 1, columns: heads.length, tables: [{ table: 'T1', heading_row: 1, rows: rows.length, first_cells: heads.slice(0, 4) }], encoding: 'UTF-8', separator: ',' }], proposal, plan: importPlan(proposal, state) }; }
  if (one === 'imports' && three === 'plan') return importPlan(json(), imports.get(two));
  if (one === 'imports' && three === 'apply') { const { mapping, partial } = json(); const plan = importPlan(mapping, imports.get(two)); if (plan.refused && !partial) throw new Bad(422, 'refused_rows', `${plan.refused} rows would be refused. Mend them, or take only the good rows.`); const batch = `B-${batches.size + 1}`; const made = plan.rows.filter((r) => r.outcome === 'new').map((r) => create('risks', { method: 'RM-001', ...r.values }, { batch })); batches.set(batch, { made, changed: [] }); return { batch, created: made.length, changed: 0, unchanged: 0, refused: plan.refused, position: head }; }
  if (one === 'batches' && three === 'undo') { const b = batches.get(two); b.made.forEach((r) => all.get(pathOf[r.type]).delete(r.id)); b.changed.forEach(({ r, before }) => { r.values = before; r.version += 1; derive(r); note(r, 'undo', [], 'batch undone'); }); head += 1; return { undone: b.made.length + b.changed.length, refused: [] }; }
  if (one === 'standards') return { standards: [{ id: '27001', title: 'ISO/IEC 27001:2022' }] };
  if (one === 'recent') return { entries: [...history].flatMap(([id, rows]) => rows.map((row) => ({ ...row, act: row.move, record: id, record_title: find(id)?.title ?? id, path: pathOf[find(id)?.type] ?? '' }))).sort((a, b) => b.position - a.position).slice(0, 50) };
  if (one === 'health') return { state: 'ok', position: head, detail: '' };
  if (one === 'verify') return { ok: true, position: head, root: 'b1946ac9', faults: [] };
  const type = typeOf[one];
  if (!type) throw new Bad(404, 'missing', `There is no ${one} here.`);
  if (!two && method === 'GET') { const rows = listing(one, query); const from = Number(query.get('cursor') ?? 0); const limit = Number(query.get('limit') ?? 50); const records = rows.slice(from, from + limit); return { records, labels: labels(records), next: from + limit < rows.length ? String(from + limit) : null, position: head, took_us: 640 }; }
  if (two === 'count') return { count: listing(one, query).length };
  if (two === 'keys') return { keys: listing(one, query).map((r) => r.id) };
  if (two === 'bulk') { const { changes, dry_run } = json(); const batch = dry_run ? null : `B-${batches.size + 1}`; const kept = []; const results = changes.map((c) => { const r = find(c.id); if (r.archived || r.state === 'retired') return { id: c.id, outcome: 'refused', detail: 'It is retired; open it again first.' }; const from = Object.fromEntries(Object.keys(c.values).map((k) => [k, r.values[k] ?? null])); if (JSON.stringify(from) === JSON.stringify(c.values)) return { id: c.id, outcome: 'unchanged', from, to: c.values }; if (!dry_run) { kept.push({ r, before: structuredClone(r.values) }); change(r, c.values, 'change', undefined, batch); } return { id: c.id, outcome: 'changed', from, to: c.values }; }); if (batch) batches.set(batch, { made: [], changed: kept }); return { results, batch }; }
  if (!two && method === 'POST') { const { values } = json(); checkValues(type, values); res.statusCode = 201; return view(create(one, values)); }
  const r = all.get(one).get(two);
  if (!r) throw new Bad(404, 'missing', `There is no ${two} among the ${type.title.many.toLowerCase()}.`);
  if (!three && method === 'GET') { res.setHeader('ETag', `"${r.version}"`); return view(r); }
  if (!three && method === 'PATCH') { wantVersion(r, req); const { values, reason } = json(); checkValues(type, values, r.values); change(r, values, 'change', reason); return view(r); }
  if (three === 'history') return { entries: (history.get(two) ?? []).map(({ after: _a, ...rest }) => rest) };
  wantVersion(r, req);
  if (three === 'moves') { const move = type.moves.find((m) => m.name === four); if (move.only) throw new Bad(403, 'not_yours', move.why); const { reason } = json(); if (move.needs?.includes('reason') && !reason) throw new Bad(422, 'invalid_values', 'This needs a reason.', [{ pointer: '/reason', detail: 'Say why in a sentence.' }]); r.state = move.to; r.state_title = stateTitle(type, move.to); r.version += 1; note(r, move.name, [{ field: 'state', title: 'State', from: null, to: move.to }], reason); return view(r); }
  if (three === 'archive' || three === 'unarchive') { r.archived = three === 'archive'; r.version += 1; note(r, three, []); return view(r); }
  if (three === 'restore') { const old = history.get(two).find((e) => e.version === json().version); const before = structuredClone(r.values); r.values = structuredClone(old.after); r.version += 1; derive(r); note(r, 'restore', changesOf(type, before, r.values)); return view(r); }
  throw new Bad(404, 'missing', 'No such address.');
}
createServer((req, res) => {
  const url = new URL(req.url, 'http://x');
  if (url.pathname === '/api/v1/events') { res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' }); const send = (text) => res.write(text); listeners.add(send); send(`: hello\n\n`); req.on('close', () => listeners.delete(send)); return; }
  const parts = []; req.on('data', (part) => parts.push(part)); req.on('end', async () => {
    try { if (process.env.SLOW) await new Promise((go) => setTimeout(go, Number(process.env.SLOW))); const said = await route(req, res, url, Buffer.concat(parts)); if (said === undefined) { res.statusCode = 204; res.end(); } else if (Buffer.isBuffer(said)) res.end(said); else { res.setHeader('Content-Type', 'application/json'); res.end(JSON.stringify(said)); } } catch (error) { if (!error.status) console.error(error); res.statusCode = error.status ?? 500; res.setHeader('Content-Type', 'application/problem+json'); res.end(JSON.stringify({ type: 'about:blank', title: error.status ? error.message.split('. ')[0] : 'Something broke', status: res.statusCode, detail: error.message, code: error.code ?? 'broken', kind: 'invalid', errors: error.errors ?? [], ...(error.status ? {} : { reference: '7f3a-20c1' }) })); }
  });
}).listen(Number(process.env.PORT ?? 8751), '127.0.0.1', () => console.log('mock on http://127.0.0.1:8751, sign in at /sign-in?token=demo'));
