// Writers over HTTP that log outside what was acknowledged. Each request carries an idempotency key; one that was cut
// off is sent again after the restart with the same key, as a careful client does.
import http from 'node:http';

export class Writers {
  // log: Map key → {kind, id?, version?, title}; pending: key → request that was never answered.
  constructor(token, count) {
    Object.assign(this, { token, count, acked: new Map(), pending: new Map(), mine: Array.from({ length: count }, () => []), number: 0, answered: 0 });
  }

  send(port, request) {
    return new Promise((done) => {
      const body = Buffer.from(JSON.stringify(request.body));
      const ask = http.request({ host: '127.0.0.1', port, method: request.method, path: '/api/v1/' + request.path, agent: this.agent,
        headers: { authorization: 'Bearer ' + this.token, 'content-type': 'application/json', 'content-length': body.length, 'idempotency-key': request.key, ...request.headers } }, (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (p) => { text += p; });
        answer.on('end', () => { try { done({ status: answer.statusCode, json: JSON.parse(text) }); } catch { done(undefined); } });
        answer.on('error', () => done(undefined));
        answer.on('aborted', () => done(undefined));
      });
      ask.on('error', () => done(undefined));
      ask.end(body);
    });
  }

  next(writer) {
    const n = this.number++;
    const mine = this.mine[writer];
    const key = `w${writer}-${process.pid}-${n}`;
    if (mine.length > 2 && n % 3 === 0) {
      const record = mine[Math.floor(Math.random() * mine.length)];
      return { key, writer, record, method: 'PATCH', path: 'tasks/' + record.id, title: `changed ${key}`, headers: { 'if-match': `"${record.version}"` }, body: { values: { title: `changed ${key}`, note: key } } };
    }
    return { key, writer, method: 'POST', path: 'tasks', title: `made ${key}`, body: { values: { title: `made ${key}`, note: key, assignee: 'P-003' } } };
  }

  // The acknowledgement is logged here, outside the server, before anything else happens.
  took(request, answer) {
    this.pending.delete(request.key);
    if (answer.status !== 200 && answer.status !== 201) { this.refused = answer; return; }
    const r = answer.json.record;
    this.answered += 1;
    this.acked.set(request.key, { id: r.id, version: r.version, title: request.title });
    if (request.method === 'POST') this.mine[request.writer].push({ id: r.id, version: r.version });
    else request.record.version = r.version;
  }

  // Writes until told to stop or until the server is gone.
  async run(port) {
    this.agent = new http.Agent({ keepAlive: true, maxSockets: this.count });
    this.stopping = false;
    // What was never answered is asked again first, by the same key.
    for (const request of [...this.pending.values()]) {
      const answer = await this.send(port, request);
      if (!answer) { this.agent.destroy(); return; }
      this.took(request, answer);
    }
    await Promise.all(this.mine.map(async (_, writer) => {
      while (!this.stopping) {
        const request = this.next(writer);
        this.pending.set(request.key, request);
        const answer = await this.send(port, request);
        if (!answer) return;
        this.took(request, answer);
      }
    }));
    this.agent.destroy();
  }
}

// What a log claims against what the house holds: nothing lost, nothing half, nothing twice.
export function compare(acked, tasks, histories) {
  const by_id = new Map(tasks.map((t) => [t.id, t]));
  const lost = [];
  const half = [];
  for (const [key, a] of acked) {
    const entries = histories.get(a.id);
    const entry = entries?.find((e) => e.version === a.version);
    const wrote = entry?.changes.find((c) => c.field === 'title')?.to;
    if (!by_id.has(a.id) || !entry || wrote !== a.title) lost.push({ key, ...a, found: wrote });
  }
  const seen = new Map();
  for (const [id, entries] of histories) {
    entries.forEach((e, i) => { if (e.version !== entries.length - i) half.push({ id, version: e.version, at: i }); });
    for (const e of entries) {
      const title = e.changes.find((c) => c.field === 'title')?.to;
      const note = e.changes.find((c) => c.field === 'note')?.to;
      if (title && !title.endsWith(' ' + note)) half.push({ id, title, note });
      if (note) seen.set(note, (seen.get(note) ?? 0) + 1);
    }
    const record = by_id.get(id);
    const last = entries[0]?.changes.find((c) => c.field === 'title')?.to;
    if (record && (record.version !== entries[0].version || record.values.title !== last || record.values.note !== last.split(' ').at(-1))) half.push({ id, record: record.values.title, last });
  }
  const twice = [...seen].filter(([, n]) => n > 1).map(([note]) => note);
  return { lost, half, twice };
}
