// Packs the built web client into one file that the program embeds: a list of files, then their bytes, compressed
// once here instead of at every request. The type and the ETag (from the content) are worked out here too.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, extname } from 'node:path';
import { gzipSync } from 'node:zlib';

const [from, to] = process.argv.slice(2);
const types = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.ico': 'image/x-icon', '.woff2': 'font/woff2', '.woff': 'font/woff',
  '.json': 'application/json', '.webmanifest': 'application/manifest+json', '.txt': 'text/plain; charset=utf-8',
};
const files = readdirSync(from, { recursive: true, withFileTypes: true })
  .filter((f) => f.isFile())
  .map((f) => join(f.parentPath ?? f.path, f.name))
  .sort();
const head = [];
const bodies = [];
for (const file of files) {
  const raw = readFileSync(file);
  const packed = gzipSync(raw, { level: 9, mtime: 0 });
  const smaller = packed.length < raw.length * 0.95;
  const body = smaller ? packed : raw;
  const etag = '"' + createHash('sha256').update(raw).digest('hex').slice(0, 20) + '"';
  const name = file.slice(from.length).replaceAll('\\', '/');
  head.push([name, types[extname(file)] ?? 'application/octet-stream', etag, smaller ? 'gzip' : '-', body.length].join('\t'));
  bodies.push(body);
}
writeFileSync(to, Buffer.concat([Buffer.from('tutela web 1\n' + head.map((h) => h + '\n').join('') + '\n'), ...bodies]));
console.log(`${files.length} files, ${bodies.reduce((n, b) => n + b.length, 0)} bytes`);
