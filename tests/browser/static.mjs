// Serves web/dist and hands /api on: for looking at the built client before it is embedded. node static.mjs PORT API
import { createServer, request } from 'node:http';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';

const [port = '8753', api = 'http://127.0.0.1:8751'] = process.argv.slice(2);
const dist = process.env.DIST ?? new URL('../../web/dist', import.meta.url).pathname;
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };
createServer((req, res) => {
  if (req.url.startsWith('/api/')) {
    const to = new URL(req.url, api);
    const back = request(to, { method: req.method, headers: { ...req.headers, host: to.host, ...(req.headers.origin ? { origin: to.origin } : {}) } }, (said) => { res.writeHead(said.statusCode, said.headers); said.pipe(res); });
    back.on('error', () => { res.statusCode = 502; res.end(); });
    req.pipe(back);
    return;
  }
  const path = join(dist, decodeURIComponent(new URL(req.url, 'http://x').pathname));
  const file = path.startsWith(dist) && existsSync(path) && statSync(path).isFile() ? path : join(dist, 'index.html');
  res.setHeader('Content-Type', types[extname(file)] ?? 'application/octet-stream');
  res.setHeader('Content-Security-Policy', "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'");
  res.end(readFileSync(file));
}).listen(Number(port), '127.0.0.1');
