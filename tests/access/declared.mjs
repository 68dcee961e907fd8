// Who may do what, read from the declarations themselves (the `may` and `moves` parts of *.record.yaml), so that the
// expectation does not come from the program it judges. Reads only the narrow YAML these two parts are written in.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../harness/house.mjs';

// Flow style: [a, b], {k: v, …}, 'quoted', "quoted", bare.
function flow(text) {
  let at = 0;
  const blank = () => { while (/\s/.test(text[at] ?? '')) at += 1; };
  const fault = (what) => { throw new Error(`cannot read ${JSON.stringify(text)} at ${at}: ${what}`); };
  function value(stop) {
    blank();
    const c = text[at];
    if (c === '[') {
      at += 1;
      const out = [];
      for (blank(); text[at] !== ']'; blank()) { out.push(value(',]')); blank(); if (text[at] === ',') at += 1; else if (text[at] !== ']') fault('no ]'); }
      at += 1;
      return out;
    }
    if (c === '{') {
      at += 1;
      const out = {};
      for (blank(); text[at] !== '}'; blank()) {
        const key = value(':');
        blank();
        if (text[at] !== ':') fault('no :');
        at += 1;
        out[key] = value(',}');
        blank();
        if (text[at] === ',') at += 1; else if (text[at] !== '}') fault('no }');
      }
      at += 1;
      return out;
    }
    if (c === "'" || c === '"') {
      let out = '';
      for (at += 1; ; at += 1) {
        if (at >= text.length) fault('no end of quotes');
        if (text[at] === c) { if (c === "'" && text[at + 1] === "'") { out += "'"; at += 1; continue; } at += 1; return out; }
        if (c === '"' && text[at] === '\\') at += 1;
        out += text[at];
      }
    }
    const begin = at;
    while (at < text.length && !stop.includes(text[at])) at += 1;
    return text.slice(begin, at).trim();
  }
  const out = value('');
  blank();
  if (at < text.length) fault('text behind');
  return out;
}

// Lines of a block, less comments and blank lines, as {indent, text}.
const lines_of = (text) => text.split('\n').filter((l) => l.trim() && !/^\s*#/.test(l)).map((l) => ({ indent: l.length - l.trimStart().length, text: l.trim() }));

// A mapping in block style with flow values at its leaves.
function block(lines, from, indent) {
  const out = {};
  let at = from;
  while (at < lines.length && lines[at].indent >= indent) {
    if (lines[at].indent > indent) throw new Error('odd indent: ' + lines[at].text);
    const [, key, rest] = /^([A-Za-z_][\w]*):\s*(.*)$/.exec(lines[at].text) ?? (() => { throw new Error('not a key: ' + lines[at].text); })();
    at += 1;
    if (rest) { out[key] = flow(rest.replace(/\s+#.*$/, '')); continue; }
    if (at < lines.length && lines[at].indent > indent) { const inner = block(lines, at, lines[at].indent); out[key] = inner.value; at = inner.at; }
  }
  return { value: out, at };
}

function part(text, name) {
  const lines = text.split('\n');
  const begin = lines.findIndex((l) => l.startsWith(name + ':'));
  if (begin < 0) return undefined;
  const rest = lines[begin].slice(name.length + 1).trim();
  if (rest) return flow(rest);
  let end = begin + 1;
  while (end < lines.length && (/^\s/.test(lines[end]) || !lines[end].trim() || lines[end].startsWith('#'))) end += 1;
  const inner = lines_of(lines.slice(begin + 1, end).join('\n'));
  return block(inner, 0, inner[0].indent).value;
}

// `read`, {change: [fields], when: '…'} → {act, fields, when}
function permission(line) {
  if (typeof line === 'string') return { act: line };
  const act = Object.keys(line).find((k) => k !== 'when');
  return { act, fields: Array.isArray(line[act]) ? line[act] : undefined, when: line.when };
}

export function declared_types() {
  const folders = [join(root, 'src/record/kernel'), ...readdirSync(join(root, 'processes'), { withFileTypes: true }).filter((d) => d.isDirectory()).map((d) => join(root, 'processes', d.name))];
  const out = {};
  for (const folder of folders) {
    for (const file of readdirSync(folder).filter((f) => f.endsWith('.record.yaml'))) {
      const text = readFileSync(join(folder, file), 'utf8');
      const may = part(text, 'may') ?? { reader: ['read'], isms_manager: ['read', 'create', 'change', 'archive'] };
      const lines = Object.entries(may).flatMap(([who, list]) => list.map((line) => ({ who, ...permission(line) })));
      out[/^record: (\w+)/m.exec(text)[1]] = { may: lines, moves: part(text, 'states')?.moves ?? {} };
    }
  }
  return out;
}
