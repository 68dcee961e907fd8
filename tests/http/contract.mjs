// What the contract promises beyond refusing: replays, paging, events, assets.
import http from 'node:http';
import { Client } from '../harness/client.mjs';
import { check, same } from '../harness/counting.mjs';
import { is_problem } from './bad_input.mjs';

async function replays(c) {
  const key = { 'idempotency-key': 'key-' + process.pid };
  const before = await c.position();
  const first = await c.post('issues', { values: { title: 'Once only', kind: 'external', topic: 'market' } }, key);
  same('created', first.status, 201);
  const again = await c.post('issues', { values: { title: 'Once only', kind: 'external', topic: 'market' } }, key);
  same('the same key gives the same record', [again.status, again.json?.record?.id], [201, first.json?.record?.id]);
  is_problem('the same key with another request', await c.post('issues', { values: { title: 'Something else', kind: 'external', topic: 'market' } }, key), 409);
  same('one entry for three requests', await c.position(), before + 1);
  const id = first.json.record.id;
  const match = { 'if-match': `"${first.json.record.version}"`, 'idempotency-key': 'change-' + process.pid };
  const changed = await c.patch('issues/' + id, { values: { title: 'Once only, changed' } }, match);
  const repeated = await c.patch('issues/' + id, { values: { title: 'Once only, changed' } }, match);
  same('a repeated change is done once', [changed.status, repeated.status, repeated.json?.record?.version], [200, 200, changed.json?.record?.version]);
  const race = await Promise.all(Array.from({ length: 10 }, () => c.post('issues', { values: { title: 'Ten at once', kind: 'external', topic: 'market' } }, { 'idempotency-key': 'race-' + process.pid })));
  same('ten at once with one key make one record', [...new Set(race.map((r) => r.json?.record?.id))].length, 1);
  const now = (await c.get('issues/' + id)).json.record.version;
  const writers = await Promise.all(Array.from({ length: 20 }, (_, i) => c.patch('issues/' + id, { values: { title: 'Writer ' + i } }, { 'if-match': `"${now}"` })));
  same('of twenty writers who saw the same version one wins', writers.filter((r) => r.status === 200).length, 1);
  same('the others are told', writers.filter((r) => r.status === 412).length, 19);
  same('ETag is the version', (await c.get('issues/' + id)).headers.etag, `"${now + 1}"`);
}

async function paging(c, types) {
  for (const t of types) {
    const ids = (await c.get(`${t.path}/keys?limit=500`)).json.keys;
    const count = (await c.get(`${t.path}/count`)).json.count;
    for (const [sort, limit] of [['', 7], ['&sort=title', 50], ['&sort=-title', 3]]) {
      if (sort && (!t.fields.some((f) => f.name === 'title') || count > 100)) continue;
      const seen = [];
      for (let cursor = ''; cursor !== null;) {
        const page = await c.get(`${t.path}?limit=${limit}${sort}${cursor ? '&cursor=' + encodeURIComponent(cursor) : ''}`);
        if (page.status !== 200) { check(`${t.path} page`, false, page.text); break; }
        seen.push(...page.json.records.map((r) => r.id));
        cursor = page.json.next;
        if (cursor !== null && page.json.records.length !== limit) { check(`${t.path}: a page before the last is full`, false, page.json.records.length); break; }
      }
      const whole = (await c.all(t.path, sort)).map((r) => r.id);
      same(`${t.path}: pages of ${limit}${sort} are the list`, seen, whole);
      same(`${t.path}: nothing twice, nothing missing`, [...new Set(seen)].length, count);
      if (!sort && count <= 500) same(`${t.path}: keys are the list`, ids, whole);
    }
  }
}

async function events(house, c) {
  const told = [];
  const request = http.get({ host: '127.0.0.1', port: house.port, path: '/api/v1/events', headers: { authorization: 'Bearer ' + c.token } });
  const answer = await new Promise((done, fail) => { request.on('response', done); request.on('error', fail); });
  same('events are a stream', [answer.statusCode, answer.headers['content-type']], [200, 'text/event-stream']);
  answer.setEncoding('utf8');
  let text = '';
  const waiting = [];
  answer.on('data', (piece) => {
    text += piece;
    for (let end; (end = text.indexOf('\n\n')) >= 0; text = text.slice(end + 2)) {
      const kind = /^event: (.*)$/m.exec(text.slice(0, end))?.[1];
      if (kind) told.push({ kind, ...JSON.parse(/^data: (.*)$/m.exec(text.slice(0, end))[1]) });
    }
    waiting.forEach((w) => w());
  });
  answer.on('error', () => {});
  const until = (holds) => new Promise((done) => {
    const look = () => { const found = told.find(holds); if (found) done(found); };
    waiting.push(look);
    look();
    setTimeout(() => done(undefined), 60_000).unref();
  });
  check('a greeting with the position', (await until((e) => e.kind === 'hello'))?.position === await c.position(), told);
  const made = await c.post('issues', { values: { title: 'Heard of', kind: 'external', topic: 'market' } });
  const heard = await until((e) => e.kind === 'change' && e.record === made.json.record.id);
  same('a change is told', [heard?.type, heard?.position, heard?.by], ['issue', made.json.record.position, 'P-003']);
  check('then that it was judged', await until((e) => e.kind === 'verdicts' && e.position >= made.json.record.position), told.slice(-3));
  request.destroy();
}

async function assets(house, c) {
  const nobody = new Client(house);
  const page = await nobody.get('/');
  if (page.status === 404) { console.log('skipped: this program was built without the web client'); return; }
  same('the first page', [page.status, /html/.test(page.headers['content-type'])], [200, true]);
  check('a policy for scripts', /default-src 'self'/.test(page.headers['content-security-policy'] ?? '') && page.headers['x-content-type-options'] === 'nosniff', page.headers);
  const again = await nobody.get('/', { 'if-none-match': page.headers.etag });
  same('an unchanged page is not sent again', [again.status, again.raw.length], [304, 0]);
  same('another ETag gets the page', (await nobody.get('/', { 'if-none-match': '"other"' })).status, 200);
  same('pages of the client are its first page', (await nobody.get('/records/risks')).headers.etag, page.headers.etag);
  same('a file that is not there', (await nobody.get('/assets/none.js')).status, 404);
  const head = await nobody.ask('HEAD', '/');
  same('HEAD without a body', [head.status, head.raw.length], [200, 0]);
  is_problem('posting to a page', await nobody.post('/', {}), 405);
  const listing = await c.ask('HEAD', 'risks');
  same('HEAD of a list', [listing.status, listing.raw.length], [200, 0]);
  same('answers are not kept', (await c.get('risks?limit=1')).headers['cache-control'], 'no-store');
}

// What was known at a position, on every kind of read: the record, what links to it, its gaps, an obligation.
async function past(c) {
  const made = (await c.post('issues', { values: { title: 'Seen from later', kind: 'external', topic: 'market' } })).json.record;
  const then = await c.position();
  const risk = (await c.post('risks', { values: { title: 'Linked afterwards', issues: [made.id] } })).json?.record;
  check('the risk was made', risk?.id, risk);
  const at = (n) => `?as_of=${encodeURIComponent('#' + n)}`;
  const links = async (query) => Object.keys((await c.get(`issues/${made.id}${query}`)).json.links);
  same('now the risk links to it', await links(''), ['risks']);
  same('then nothing did', await links(at(then)), []);
  same('after it was made it does', await links(at(then + 1)), ['risks']);
  const before = await c.get(`issues/${made.id}${at(then)}`);
  same('nothing can be done to what was', [before.json.moves, before.json.can.change], [[], false]);
  const tree = (await c.get(`check${at(then)}`)).json;
  const gap = tree.clauses.flatMap((k) => k.obligations).find((o) => o.verdict === 'gap');
  const item = (await c.get(`clauses/${gap.id}${at(then)}`)).json;
  same('an obligation then is what the check of then says', [item.verdict, item.position], ['gap', then]);
  const gaps = tree.gaps.filter((g) => g.record).slice(0, 3);
  for (const g of gaps) check(`the gap of ${g.record} then`, (await c.get(`${g.path}/${g.record}${at(then)}`)).json.gaps.some((x) => x.rule === g.rule), g);
  check('some gaps name a record', gaps.length > 0, tree.gaps.length);
  is_problem('a position still to come', await c.get(`clauses/${gap.id}${at(99999999)}`), 422);
}

export async function contract(house, c) {
  const types = (await c.get('types')).json.types;
  await replays(c);
  await paging(c, types);
  await past(c);
  await events(house, c);
  await assets(house, c);
  same('the history is whole', (await c.get('verify')).json.ok, true);
}
