// A plain HTTP client for tests: says exactly what it is told and nothing more.
import http from 'node:http';
import net from 'node:net';

const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });

export class Client {
  constructor(house, { token, cookie, socket } = {}) { Object.assign(this, { house, token, cookie, socket }); }

  // body: undefined, a string or Buffer (sent as it is), or anything else (sent as JSON).
  ask(method, path, { body, headers = {} } = {}) {
    const given = { ...headers };
    let bytes;
    if (body !== undefined) {
      bytes = typeof body === 'string' || Buffer.isBuffer(body) ? Buffer.from(body) : Buffer.from(JSON.stringify(body));
      given['content-length'] ??= bytes.length;
      given['content-type'] ??= 'application/json';
    }
    if (this.token) given.authorization ??= 'Bearer ' + this.token;
    if (this.cookie) given.cookie ??= 'tutela_session=' + this.cookie;
    const full = path.startsWith('/') ? path : '/api/v1/' + path;
    const where = this.socket ? { socketPath: this.socket } : { host: '127.0.0.1', port: this.house.port, agent };
    return new Promise((done, fail) => {
      const request = http.request({ ...where, method, path: full, headers: given, timeout: 120_000 }, (response) => {
        const pieces = [];
        response.on('data', (p) => pieces.push(p));
        response.on('error', fail);
        response.on('end', () => {
          const raw = Buffer.concat(pieces);
          const text = raw.toString('utf8');
          let json;
          if (/json/.test(response.headers['content-type'] ?? '')) { try { json = JSON.parse(text); } catch { json = undefined; } }
          done({ status: response.statusCode, headers: response.headers, raw, text, json });
        });
      });
      request.on('error', fail);
      request.on('timeout', () => request.destroy(new Error('no answer in two minutes')));
      if (bytes) request.write(bytes);
      request.end();
    });
  }
  get(path, headers) { return this.ask('GET', path, { headers }); }
  post(path, body, headers) { return this.ask('POST', path, { body, headers }); }
  patch(path, body, headers) { return this.ask('PATCH', path, { body, headers }); }

  // All records of a type, page by page.
  async all(path, query = '') {
    const out = [];
    for (let cursor = ''; cursor !== null;) {
      const page = await this.get(`${path}?limit=500${query}${cursor ? '&cursor=' + encodeURIComponent(cursor) : ''}`);
      if (page.status !== 200) throw new Error(`GET ${path}: ${page.status} ${page.text}`);
      out.push(...page.json.records);
      cursor = page.json.next;
    }
    return out;
  }
  async position() { return (await this.get('health')).json.position; }
}

// Signs in with a one-time link; gives a client with the cookie.
export async function sign_in(house, link) {
  const r = await new Client(house).post('session', { token: link }, { 'x-tutela': '1' });
  if (r.status !== 200) throw new Error('sign-in: ' + r.text);
  return new Client(house, { cookie: /tutela_session=([^;]+)/.exec(r.headers['set-cookie'][0])[1] });
}

// Sends bytes as they are and gives all bytes that come back until the other side closes, or falls silent for `quiet` ms.
export function raw(house, bytes, { quiet = 30_000, pieces } = {}) {
  return new Promise((done) => {
    let text = '';
    const socket = net.connect(house.port, '127.0.0.1');
    const end = () => { socket.destroy(); done(text); };
    socket.setTimeout(quiet, end);
    socket.on('data', (p) => { text += p.toString('latin1'); });
    socket.on('close', end);
    socket.on('error', end);
    socket.on('connect', async () => {
      for (const piece of pieces ?? [bytes]) { if (!socket.writable) break; socket.write(piece); await new Promise((r) => setImmediate(r)); }
    });
  });
}

export function parse_raw(text) {
  const status = Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0);
  const body = text.slice(text.indexOf('\r\n\r\n') + 4);
  let json;
  try { json = JSON.parse(body); } catch { /* not JSON: the test says so */ }
  return { status, body, json };
}
