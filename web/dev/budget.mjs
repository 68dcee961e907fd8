// What a first visit loads before it shows a page: the entry, what it imports, and the heaviest page that can come first.
import { readFileSync, readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const most = 220;
const dist = new URL('../dist/', import.meta.url);
const html = readFileSync(new URL('index.html', dist), 'utf8');
const size = (file) => gzipSync(readFileSync(new URL(`assets/${file}`, dist)), { level: 9 }).length / 1024;
const files = readdirSync(new URL('assets/', dist));

/** A module with everything it imports at once (not what it imports later). */
function closure(file, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  const text = readFileSync(new URL(`assets/${file}`, dist), 'utf8');
  for (const [, name] of text.matchAll(/(?:^|[;}\n])(?:import|export)[^;("']*?(?:from)?["']\.\/([\w.-]+\.js)["']/g)) closure(name, found);
  return found;
}

const entry = html.match(/src="\/assets\/([^"]+\.js)"/)[1];
const styles = [...html.matchAll(/href="\/assets\/([^"]+\.css)"/g)].map(([, name]) => name);
const text = readFileSync(new URL(`assets/${entry}`, dist), 'utf8');
let worst = 0;
for (const page of files.filter((name) => /^(today|list|conformity|soa|record)_page-.*\.js$/.test(name))) {
  const loaded = new Set([...closure(entry), ...closure(page)]);
  const css = new Set([...styles, ...files.filter((name) => name.endsWith('.css') && name.startsWith(page.replace(/-.*/, '')))]);
  const sum = [...loaded, ...css].reduce((total, file) => total + size(file), 0);
  console.log(`first paint of ${page.replace(/_page-.*/, '')}: ${sum.toFixed(1)} kB gzip in ${loaded.size} scripts`);
  worst = Math.max(worst, sum);
}
if (!text || worst > most) {
  console.error(`The first paint may weigh ${most} kB; it weighs ${worst.toFixed(1)}.`);
  process.exit(1);
}
