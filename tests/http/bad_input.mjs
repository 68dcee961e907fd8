// Everything wrong that can be sent gets its own clear answer (RFC 9457), and changes nothing.
import { Client, parse_raw, raw, sign_in } from '../harness/client.mjs';
import { check, same } from '../harness/counting.mjs';
import { holders, token_of, tutela } from '../harness/house.mjs';

export function is_problem(name, r, status, { pointer, code } = {}) {
  const j = r.json ?? {};
  const statuses = [status].flat();
  const fine = statuses.includes(r.status) && /^application\/problem\+json/.test(r.headers?.['content-type'] ?? '') && j.status === r.status &&
    typeof j.title === 'string' && typeof j.detail === 'string' && j.detail.length >= 10 && /[\s]/.test(j.detail) && typeof j.kind === 'string' &&
    (!code || j.code === code) && (!pointer || (j.errors ?? []).some((e) => e.pointer === pointer && e.detail.length >= 10));
  check(`${name}: ${statuses.join(' or ')}${pointer ? ' at ' + pointer : ''}`, fine, `${r.status} ${r.text}`);
}

// One value of the wrong shape for each kind of field.
const wrong = {
  line: 5, text: {}, number: 'many', money: 'a lot', date: '2026-02-30', datetime: 'noon', duration: 'long', flag: 'perhaps', choice: 'no-such-choice',
  scale: 'high', range: 7, link: 12, links: 'P-001', file: 'a.pdf', tags: 'x', parts: 'x',
};

async function fields(c, types) {
  const of_type = Object.fromEntries(types.map((t) => [t.name, t]));
  for (const t of types) {
    is_problem(`${t.name}: unknown field`, await c.post(t.path, { values: { no_such_field: 1 } }), 422, { pointer: '/values/no_such_field', code: 'unknown_field' });
    for (const f of t.fields) {
      if (f.derived || f.computed) { is_problem(`${t.name}.${f.name}: worked out, not set`, await c.post(t.path, { values: { [f.name]: 1 } }), 422, { pointer: '/values/' + f.name }); continue; }
      is_problem(`${t.name}.${f.name}: not a ${f.type}`, await c.post(t.path, { values: { [f.name]: wrong[f.type] } }), 422, { pointer: '/values/' + f.name });
    }
    // A link to nothing, and one to a record of another type. Who may not create is not told more.
    if (!t.may.create) continue;
    const link = t.fields.find((f) => f.type === 'link' && f.to && f.to !== 'any' && !f.derived && !f.computed);
    if (!link) continue;
    is_problem(`${t.name}.${link.name}: link to nothing`, await c.post(t.path, { values: { [link.name]: of_type[link.to].prefix + '-98765' } }), 422, { pointer: '/values/' + link.name });
    const other = link.to === 'role' ? 'P-001' : 'RO-001';
    is_problem(`${t.name}.${link.name}: link to another type`, await c.post(t.path, { values: { [link.name]: other } }), 422, { pointer: '/values/' + link.name });
  }
}

async function versions(c, types) {
  for (const t of types) {
    const [r] = (await c.get(`${t.path}?limit=1`)).json.records;
    if (!r) continue;
    const at = `${t.path}/${r.id}`;
    for (const [name, method, path, body] of [['change', 'PATCH', at, { values: {} }], ['archive', 'POST', at + '/archive', {}], ['unarchive', 'POST', at + '/unarchive', {}], ['restore', 'POST', at + '/restore', { version: 1 }],
      ...t.moves.map((m) => ['move ' + m.name, 'POST', `${at}/moves/${m.name}`, {}])]) {
      is_problem(`${t.name}: ${name} without If-Match`, await c.ask(method, path, { body }), 428);
      is_problem(`${t.name}: ${name} of another version`, await c.ask(method, path, { body, headers: { 'if-match': '"98765"' } }), 412, { code: 'stale_version' });
      is_problem(`${t.name}: ${name} with If-Match that is no version`, await c.ask(method, path, { body, headers: { 'if-match': 'latest' } }), 400);
    }
    is_problem(`${t.name}: move that is not declared`, await c.ask('POST', `${at}/moves/fly`, { body: {}, headers: { 'if-match': `"${r.version}"` } }), [404, 422]);
    is_problem(`${t.name}: no such record`, await c.ask('PATCH', `${t.path}/${t.prefix}-98765`, { body: { values: {} }, headers: { 'if-match': '"1"' } }), 404);
  }
}

async function bodies(c) {
  const post = (body, headers) => c.ask('POST', 'risks', { body, headers });
  is_problem('JSON cut off', await post('{"values":'), 400, { code: 'malformed_json' });
  is_problem('JSON with text behind', await post('{} x'), 400);
  is_problem('not UTF-8', await post(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])), 400, { code: 'bad_utf8' });
  is_problem('a surrogate in UTF-8', await post(Buffer.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d])), 400, { code: 'bad_utf8' });
  is_problem('duplicate key', await post('{"values":{"title":"a","title":"b"}}'), 400, { code: 'duplicate_key' });
  is_problem('duplicate key, one escaped', await post('{"values":{"title":"a","t\\u0069tle":"b"}}'), 400, { code: 'duplicate_key' });
  is_problem('a list', await post('[]'), 400);
  is_problem('a bare string', await post('"x"'), 400);
  is_problem('too deep', await post('{"values":{"title":' + '['.repeat(100000) + ']'.repeat(100000) + '}}'), 400);
  is_problem('a number too large', await post('{"values":{"title":"x","priority":1e999}}'), [400, 422]);
  is_problem('unknown member', await post({ values: {}, force: true }), 400, { pointer: '/force' });
  is_problem('values is a list', await post({ values: [] }), 400, { pointer: '/values' });
  is_problem('reason is a number', await post({ values: { title: 'x' }, reason: 7 }), 400, { pointer: '/reason' });
  is_problem('a title of 100,000 letters', await post({ values: { title: 'x'.repeat(100000) } }), 422, { pointer: '/values/title' });
  is_problem('a NUL in a line', await post({ values: { title: 'a\u0000b' } }), 422, { pointer: '/values/title' });
  is_problem('body of 9 MiB', await post(Buffer.alloc(9 << 20, 0x20)), 413, { code: 'too_large' });
  is_problem('a domain that is none', await post({ values: { title: 'x' }, domain: 'D-98765' }), [404, 422]);
  is_problem('bulk without changes', await c.post('risks/bulk', {}), 400, { pointer: '/changes' });
  is_problem('bulk with an unknown field', await c.post('risks/bulk', { changes: [{ id: 'R-001', version: 1, values: { bogus: 1 } }] }), 422, { pointer: '/changes/0/values/bogus' });
}

async function queries(c) {
  const enc = encodeURIComponent;
  for (const cel of ['level >', 'nosuch > 3', 'level > "a"', '('.repeat(3000), 'title', 'x'.repeat(30000), '"\\ud800" == title', 'title.matches("(a*)*b")', 'level / 0 == 1 &&']) {
    for (const at of ['risks', 'risks/count', 'risks/keys'])
      is_problem(`filter ${cel.slice(0, 20)} of ${at}`, await c.get(`${at}?filter=${enc(cel)}`), [400, 422, 431], cel.length < 3000 ? { pointer: '/filter' } : {});
  }
  for (const [query, pointer] of [['sort=bogus', '/sort'], ['limit=0', '/limit'], ['limit=501', '/limit'], ['limit=-1', '/limit'], ['limit=9999999999999999999', '/limit'], ['limit=ten', '/limit'], ['cursor=abc', '/cursor'],
    ['as_of=yesterday', '/as_of'], ['as_of=%23999999999', '/as_of'], ['as_of=%23-1', '/as_of'], ['as_of=2026-02-30', '/as_of'], ['fields=bogus', '/fields']])
    is_problem('risks?' + query, await c.get('risks?' + query), [400, 422], { pointer });
  is_problem('a cursor of another sort', await c.get(`risks?sort=-level&limit=2&cursor=${enc((await c.get('risks?sort=title&limit=2')).json.next)}`), 422, { pointer: '/cursor' });
  is_problem('query that is not UTF-8', await c.get('risks?q=%ff'), 400);
  is_problem('unknown standard', await c.get('check?standard=99999'), 404);
  is_problem('check at no date', await c.get('check?at=2026-13-01'), [400, 422], { pointer: '/at' });
  is_problem('check in no format', await c.get('check?format=bmp'), 400, { pointer: '/format' });
  is_problem('forecast until no date', await c.get('forecast?until=soon'), [400, 422], { pointer: '/until' });
  is_problem('unknown clause', await c.get('clauses/0.0.0'), 404);
  is_problem('unknown report', await c.get('reports/none'), 404);
  is_problem('report in no format', await c.get('reports/statement-of-applicability?format=bmp'), [400, 422], { pointer: '/format' });
  is_problem('explain nothing', await c.get('explain/nothing-at-all'), 404);
  is_problem('undo of no batch', await c.post('batches/b98765/undo', {}), 404);
  is_problem('export in no format', await c.get('export/risks?format=bmp'), 400, { pointer: '/format' });
  is_problem('export of no type', await c.get('export/unicorns'), 404);
}

async function addresses(c) {
  for (const [method, path] of [['GET', 'nosuch'], ['PUT', 'risks'], ['DELETE', 'risks/R-001'], ['PATCH', 'risks'], ['POST', 'check'], ['POST', 'risks/R-001'], ['GET', 'risks/R-001/moves/assess'], ['GET', 'risks/R-001/history/x'],
    ['GET', 'risks/AST-001'], ['GET', 'risks/%00'], ['GET', '/api/v1'], ['GET', '/api/v1/'], ['GET', '/api/v2/risks'], ['GET', 'sign-in-links'], ['OPTIONS', 'risks'], ['BREW', 'risks'], ['TRACE', 'risks']]) {
    const r = await c.ask(method, path, method === 'GET' ? {} : { body: {}, headers: { 'if-match': '"1"' } }).catch((e) => ({ status: 0, text: String(e) }));
    if (path.startsWith('/api/v')) check(`${method} ${path} is not found`, r.status === 404 || r.status === 200 && /html/.test(r.headers['content-type']), r.status + r.text.slice(0, 100));
    else is_problem(`${method} ${path}`, r, [400, 404, 405]);
  }
}

async function bytes(house) {
  const send = async (name, text, statuses, pieces) => {
    const r = parse_raw(await raw(house, text, { pieces }));
    const fine = statuses.includes(r.status) && (r.status === 200 || r.status === 0 || statuses.length > 3 || (r.json?.status === r.status && typeof r.json.detail === 'string'));
    check(`${name}: ${statuses.join(' or ')}`, fine, `${r.status} ${r.body}`);
  };
  const host = `Host: 127.0.0.1:${house.port}\r\n`;
  await send('no Host', 'GET /api/v1/health HTTP/1.1\r\nConnection: close\r\n\r\n', [400]);
  await send('two Hosts', `GET /api/v1/health HTTP/1.1\r\n${host}Host: other\r\nConnection: close\r\n\r\n`, [400]);
  for (const bad of ['a b', 'user@host', 'host/path', 'ho\\st', 'x'.repeat(300), '"x"']) await send(`Host ${bad.slice(0, 12)}`, `GET /api/v1/health HTTP/1.1\r\nHost: ${bad}\r\nConnection: close\r\n\r\n`, [400]);
  await send('length and chunks', `POST /api/v1/risks HTTP/1.1\r\n${host}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, [400]);
  await send('chunks and length', `POST /api/v1/risks HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n`, [400]);
  await send('two lengths', `POST /api/v1/risks HTTP/1.1\r\n${host}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`, [400]);
  await send('length that is none', `POST /api/v1/risks HTTP/1.1\r\n${host}Content-Length: +2\r\n\r\n{}`, [400]);
  await send('length below zero', `POST /api/v1/risks HTTP/1.1\r\n${host}Content-Length: -2\r\n\r\n{}`, [400]);
  await send('odd transfer encoding', `POST /api/v1/risks HTTP/1.1\r\n${host}Transfer-Encoding: xchunked\r\nConnection: close\r\n\r\n`, [400, 401, 501]);
  await send('bare LF', `GET /api/v1/health HTTP/1.1\nHost: 127.0.0.1\n\n`, [400]);
  await send('blank before the colon', `GET /api/v1/health HTTP/1.1\r\n${host}X-A : 1\r\n\r\n`, [400]);
  await send('folded header', `GET /api/v1/health HTTP/1.1\r\n${host}X-A: 1\r\n 2\r\nConnection: close\r\n\r\n`, [400, 401]);
  await send('NUL in a header', `GET /api/v1/health HTTP/1.1\r\n${host}X-A: a\0b\r\n\r\n`, [400]);
  await send('not HTTP', 'hello there\r\n\r\n', [400]);
  await send('TLS greeting', Buffer.from('160301020001000001fc0303', 'hex').toString('latin1') + '\r\n\r\n', [400, 0]);
  await send('HTTP/2 preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [400, 0]);
  await send('headers of 40 KiB', `GET /api/v1/health HTTP/1.1\r\n${host}X-A: ${'a'.repeat(40 << 10)}\r\n\r\n`, [431, 400]);
  await send('2,000 headers', `GET /api/v1/health HTTP/1.1\r\n${host}${Array.from({ length: 2000 }, (_, i) => `X-${i}: 1\r\n`).join('')}\r\n`, [431, 400]);
  await send('relative target', `GET api/v1/health HTTP/1.1\r\n${host}\r\n`, [400]);
  await send('another site as target', `GET http://evil.example/ HTTP/1.1\r\n${host}\r\n`, [400]);
  await send('star as target', `OPTIONS * HTTP/1.1\r\n${host}\r\n`, [400]);
  for (const path of ['/../etc/passwd', '/%2e%2e/etc/passwd', '/a/%2e%2e/%2e%2e/etc/passwd', '/..%2f..%2fetc/passwd', '/api/v1/risks/../../../etc/passwd', '/%00', '/%ff', '/assets/..%5c..%5cx'])
    await send(`path ${path}`, `GET ${path} HTTP/1.1\r\n${host}Connection: close\r\n\r\n`, path.includes('5c') ? [200, 400, 404, 0] : [400]);
  await send('a request behind a body is not mixed up', `POST /api/v1/risks HTTP/1.1\r\n${host}Content-Length: 2\r\nConnection: close\r\n\r\n{}GET /x HTTP/1.1\r\n\r\n`, [401]);
  await send('head letter by letter', '', [401], [...`GET /api/v1/types HTTP/1.1\r\n${host}Connection: close\r\n\r\n`]);
}

// A hundred connections that send a letter and wait take nothing from the others.
async function slow(house, c) {
  const net = await import('node:net');
  const lazy = Array.from({ length: 100 }, () => { const s = net.connect(house.port, '127.0.0.1'); s.on('error', () => {}); s.write('GET /api/v1/hea'); return s; });
  const r = await c.get('health');
  check('slow connections keep nobody from reading', r.status === 200, r.text);
  // The header's deadline is ten seconds: the server ends them itself.
  const closed = Promise.all(lazy.map((s) => new Promise((done) => { s.on('close', done); s.resume(); })));
  const limit = new Promise((done) => setTimeout(() => done('late'), 60_000).unref());
  check('a header that never ends is given up', await Promise.race([closed, limit]) !== 'late');
  for (const s of lazy) s.destroy();
}

async function sites(house, c, cookie) {
  const body = { values: { title: 'from another site' } };
  const host = `127.0.0.1:${house.port}`;
  const origins = ['http://evil.example', 'https://evil.example', 'null', 'http://127.0.0.1', 'http://127.0.0.1:1', `http://127.0.0.1:${house.port}.evil.example`, `http://evil.example:${house.port}`, `https://${host}@evil.example`, `http://localhost:${house.port}`,
    `HTTP://${host}.`, `ftp://${host}`, 'file://', 'chrome-extension://abc', `http://${host}/`, `http://${host}, http://evil.example`];
  const attempts = [['no X-Tutela', {}], ...origins.map((o) => ['Origin ' + o, { 'x-tutela': '1', origin: o }]), ...['cross-site', 'same-site', 'odd'].map((s) => ['Sec-Fetch-Site ' + s, { 'x-tutela': '1', 'sec-fetch-site': s }]),
    ...['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'].map((t) => ['simple ' + t, { 'content-type': t }])];
  for (const [name, headers] of attempts) {
    for (const [what, method, path, b, more] of [['create', 'POST', 'risks', body, {}], ['change', 'PATCH', 'risks/R-001', { values: { title: 'x' } }, { 'if-match': '"1"' }], ['move', 'POST', 'risks/R-001/moves/retire', { reason: 'x' }, { 'if-match': '"1"' }],
      ['archive', 'POST', 'risks/R-001/archive', {}, { 'if-match': '"1"' }], ['bulk', 'POST', 'risks/bulk', { changes: [] }, {}], ['import', 'POST', 'imports?name=x.csv', 'a,b\n', {}], ['token', 'POST', 'tokens', { name: 'x' }, {}], ['sign-out', 'DELETE', 'session', undefined, {}]])
      is_problem(`${name}: ${what}`, await cookie.ask(method, path, { body: b, headers: { host, ...headers, ...more } }), 403);
  }
  // The control: from the own site it goes through to the next question.
  is_problem('own site: refused only for the version', await cookie.ask('PATCH', 'risks/R-001', { body: { values: { title: 'x' } }, headers: { 'x-tutela': '1', host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin', 'if-match': '"98765"' } }), 412);
  check('still signed in', (await cookie.get('session')).status === 200);
  const read = await cookie.get('risks?limit=1', { origin: 'http://evil.example' });
  check('no answer lets another site read', !Object.keys(read.headers).some((h) => h.startsWith('access-control-')), read.headers);
  is_problem('signing in from another site', await new Client(house).post('session', { token: 'x' }, { 'x-tutela': '1', origin: 'http://evil.example' }), 403);
}

async function sessions(house, c) {
  const link = (minutes) => /token=([0-9a-f]+)/.exec(tutela(['sign-in', '--data', house.dir, '--person', 'P-003', ...(minutes ? ['--minutes', minutes] : [])]).out)[1];
  const open = (token) => new Client(house).post('session', { token });
  is_problem('unknown link', await open('0'.repeat(32)), [401, 403]);
  is_problem('no token', await new Client(house).post('session', {}), 400, { pointer: '/token' });
  is_problem('token of a wrong type', await open(7), 400, { pointer: '/token' });
  const once = link();
  same('a link signs in', (await open(once)).status, 200);
  is_problem('the same link again', await open(once), [401, 403]);
  const both = link();
  const race = await Promise.all(Array.from({ length: 8 }, () => open(both)));
  same('of eight that use a link at once one gets in', race.filter((r) => r.status === 200).length, 1);
  is_problem('a link is no session', await new Client(house, { cookie: link() }).get('session'), 401);
  is_problem('a link is no token', await new Client(house, { token: link() }).get('session'), 401);
  is_problem('a session begun by nobody', await new Client(house, { cookie: 'f'.repeat(32) }).get('session'), 401);
  const first = await open(link());
  check('the cookie cannot be read by scripts nor sent by other sites', /HttpOnly/.test(first.headers['set-cookie'][0]) && /SameSite=Strict/.test(first.headers['set-cookie'][0]), first.headers['set-cookie']);
  const me = await sign_in(house, link());
  same('signed in', (await me.get('session')).json?.person.id, 'P-003');
  same('sign-out', (await me.ask('DELETE', 'session', { headers: { 'x-tutela': '1' } })).status, 204);
  is_problem('after sign-out', await me.get('session'), 401);
  is_problem('after sign-out, writing', await me.post('risks', { values: { title: 'x' } }, { 'x-tutela': '1' }), 401);
  for (const header of ['Basic YTpi', 'Bearer', 'Bearer ', 'bearer x', 'Bearer ' + 'x'.repeat(5000)]) is_problem('Authorization: ' + header.slice(0, 20), await new Client(house).get('types', { authorization: header }), 401);
  for (const path of ['types', 'risks', 'risks/R-001', 'check', 'verify', 'events', 'openapi.json', 'reports', 'batches', 'search?q=a', 'export', 'session', 'nosuch']) is_problem(`nobody: ${path}`, await new Client(house).get(path), 401);
  await revoked(house, c);
}

async function revoked(house, c) {
  is_problem('a token asked for by one who is no administrator', await c.post('tokens', { person: 'P-003', name: 'nightly' }), 403);
  const [administrator] = (await holders(c)).administrator;
  const keeper = new Client(house, { token: token_of(house, administrator, 'keeper') });
  const fresh = await keeper.post('tokens', { person: 'P-003', name: 'nightly', days: 2 });
  same('an administrator makes a token', fresh.status, 201);
  const nightly = new Client(house, { token: fresh.json?.token });
  same('it works', (await nightly.get('session')).status, 200);
  const listed = (await keeper.get('tokens?person=P-003')).json?.tokens ?? [];
  const id = listed.find((t) => t.name === 'nightly')?.id;
  check('it is listed, without itself', id && !JSON.stringify(listed).includes(fresh.json.token), listed);
  const other = (await keeper.get('tokens')).json?.tokens.find((t) => t.name === 'keeper');
  is_problem('others may not revoke', await nightly.ask('DELETE', 'tokens/' + other?.id), 403);
  is_problem('others may not look', await nightly.get('tokens?person=' + administrator), 403);
  same('revoked', (await keeper.ask('DELETE', 'tokens/' + id)).status, 204);
  is_problem('a revoked token', await nightly.get('session'), 401);
  is_problem('revoked twice', await keeper.ask('DELETE', 'tokens/' + id), 404);
  is_problem('days out of range', await keeper.post('tokens', { person: 'P-003', name: 'x', days: 4000 }), 422, { pointer: '/days' });
  is_problem('a token for nobody', await keeper.post('tokens', { person: 'P-98765', name: 'x' }), [404, 422]);
}

// Each group is followed by the question whether the ledger stands where it stood.
export async function bad_input(house, c) {
  const types = (await c.get('types')).json.types;
  const me = await sign_in(house, /token=([0-9a-f]+)/.exec(tutela(['sign-in', '--data', house.dir, '--person', 'P-003']).out)[1]);
  const before = await c.position();
  const root = (await c.get('verify')).json.root;
  for (const [name, group] of [['fields', () => fields(c, types)], ['versions', () => versions(c, types)], ['bodies', () => bodies(c)], ['queries', () => queries(c)], ['addresses', () => addresses(c)],
    ['bytes', () => bytes(house)], ['sites', () => sites(house, c, me)], ['sessions', () => sessions(house, c)], ['slow', () => slow(house, c)]]) {
    await group();
    same(`${name}: the ledger stands where it stood`, await c.position(), before);
  }
  same('the history is the same', (await c.get('verify')).json.root, root);
}
