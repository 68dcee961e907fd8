// Plays transcripts (*.scenario, described in README.md) against a data directory, through the socket of a running
// server, and with --server and a token. Each expectation counts.
import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { Client } from '../harness/client.mjs';
import { check, note, suite } from '../harness/counting.mjs';
import { copy_house, make_house, root, scratch, serve, token_of, tutela } from '../harness/house.mjs';

const folder = join(root, 'tests/scenarios');
const ways = ['directory', 'socket', 'server'];

async function schemas() {
  const { default: Ajv } = await import(join(root, 'tests/tools/node_modules/ajv/dist/2020.js'));
  const { default: formats } = await import(join(root, 'tests/tools/node_modules/ajv-formats/dist/index.js'));
  const ajv = new Ajv({ strict: true, allErrors: true });
  (formats.default ?? formats)(ajv);
  return Object.fromEntries(['check', 'coverage', 'forecast', 'verify'].map((n) => { const fits = ajv.compile(JSON.parse(readFileSync(join(root, `docs/reference/${n}.schema.json`), 'utf8'))); return [n, (v) => fits(v) ? '' : ajv.errorsText(fits.errors)]; }));
}

// 'single', "double" and bare words; {name} stands for what was kept under it.
function words(text) {
  const out = [];
  for (const m of text.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"]+)+/g)) out.push(m[0].replace(/'([^']*)'|"([^"]*)"/g, (_, a, b) => a ?? b));
  return out;
}
const filled = (text, kept) => text.replace(/\{([a-z_]+)\}/g, (all, name) => name in kept ? String(kept[name]) : all);
const pattern = (line) => new RegExp('^' + line.split('*').map((p) => p.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*') + '$');

// Lines against patterns; `...` stands for any number of lines.
function fits(lines, patterns) {
  const from = (l, p) => {
    if (p === patterns.length) return l === lines.length;
    if (patterns[p] === '...') { for (let skip = l; skip <= lines.length; skip += 1) if (from(skip, p + 1)) return true; return false; }
    return l < lines.length && pattern(patterns[p]).test(lines[l]) && from(l + 1, p + 1);
  };
  return from(0, 0);
}

function at(value, path) {
  if (path === '.') return value;
  return path.split('.').reduce((v, key) => key === 'length' && v && typeof v === 'object' && !Array.isArray(v) ? Object.keys(v).length : v?.[key], value);
}

// A scenario in steps: {line, kind, text, expect: [{sign, text}]}.
function steps_of(text) {
  const steps = [];
  let heading = {};
  text.split('\n').forEach((raw, n) => {
    const line = raw.trimEnd();
    if (!line || line.startsWith('#')) return;
    const head = /^(house|ways|person):\s*(.*)$/.exec(line);
    if (head && !steps.length) { heading[head[1]] = head[2]; return; }
    const step = /^([$>]) (.*)$/.exec(line);
    if (step) { steps.push({ line: n + 1, kind: step[1], text: step[2], expect: [] }); return; }
    const expect = /^([|!=.~+{<]|file) ?(.*)$/.exec(line.trimStart());
    if (!expect || !steps.length) throw new Error(`line ${n + 1} is no line of a scenario: ${line}`);
    steps.at(-1).expect.push({ sign: expect[1], text: expect[1] === '{' ? '{' + line.trimStart().slice(1) : expect[2], line: n + 1 });
  });
  return { heading, steps };
}

const no_house = ['eval', 'completion', 'init', '--help', '--version', 'restore'];

async function play(name, way, { heading, steps }, base, judges) {
  const dir = scratch('scenario');
  const data = copy_house(base, join(dir, 'house'));
  const house = way === 'directory' ? undefined : await serve(data, { log: join(dir, 'log') });
  const kept = { data, dir, account: userInfo().username };
  const person = heading.person ?? 'P-003';
  let place = ['--data', data];
  let client;
  if (house) {
    // Who asks over HTTP is a person; where there is none yet, the account of the machine.
    kept.server = house.address;
    if (heading.house === 'empty') client = new Client(house, { socket: join(data, 'socket') });
    else { kept.token = token_of(house, person, 'scenario'); client = new Client(house, { token: kept.token }); }
  }
  if (way === 'server') place = ['--server', house.address, '--token', kept.token];
  for (const step of steps) {
    const here = `${name} by ${way}, line ${step.line}: ${step.text}`;
    const told = (what, holds, found) => check(`${here}: ${what}`, holds, found);
    let json;
    let code = 0;
    const expected_code = Number(step.expect.find((e) => e.sign === '=')?.text ?? (step.kind === '$' ? 0 : 200));
    if (step.kind === '$') {
      const args = words(filled(step.text, kept)).slice(1);
      const own = no_house.some((n) => args.includes(n)) || args.includes('--data') || args.includes('--server') || args.includes('--help');
      const r = tutela(own ? args : [...args, ...place], { cwd: dir });
      code = r.code;
      const lines = r.out.replaceAll('\r\n', '\n').split('\n');
      if (lines.at(-1) === '') lines.pop();
      told(`ends with ${expected_code}`, code === expected_code, `${code}: ${r.out.slice(0, 300)} ${r.err.slice(0, 600)}`);
      const wanted = step.expect.filter((e) => e.sign === '|').map((e) => filled(e.text, kept));
      if (wanted.length) told('says', fits(lines, wanted), r.out.slice(0, 1500));
      for (const e of step.expect.filter((x) => x.sign === '!')) told(`complains ${e.text}`, r.err.split('\n').some((l) => pattern('*' + filled(e.text, kept) + '*').test(l)), r.err);
      if (step.expect.some((e) => ['.', '~', '<'].includes(e.sign))) { try { json = JSON.parse(r.out); } catch { told('gives JSON', false, r.out); } }
    } else {
      if (!client) continue;
      const [method, path] = filled(step.text, kept).split(/ (.*)/);
      const headers = Object.fromEntries(step.expect.filter((e) => e.sign === '+').map((e) => filled(e.text, kept).split(/: (.*)/).slice(0, 2)));
      const body = step.expect.find((e) => e.sign === '{');
      const r = await client.ask(method, path, { headers, body: body ? JSON.parse(filled(body.text, kept)) : undefined });
      told(`answers ${expected_code}`, r.status === expected_code, r.status + r.text.slice(0, 600));
      json = r.json;
    }
    for (const e of step.expect) {
      if (e.sign === '.') {
        const [, path, sign, wanted] = /^(\S+) (=|has|>) (.*)$/.exec(filled(e.text, kept)) ?? (() => { throw new Error(`line ${e.line}: ${e.text}`); })();
        const found = at(json, path);
        const value = JSON.parse(wanted);
        told(e.text, sign === '=' ? JSON.stringify(found) === JSON.stringify(value) : sign === '>' ? found > value : JSON.stringify(found ?? null).includes(typeof value === 'string' ? value : JSON.stringify(value)), found === undefined ? json : found);
      }
      if (e.sign === '~') told(`is a ${e.text} by its schema`, judges[e.text](json) === '', judges[e.text](json));
      if (e.sign === '<') { const [what, path] = e.text.split(' '); kept[what] = at(json, path); told(`gives ${what}`, kept[what] !== undefined, json); }
      if (e.sign === 'file') {
        const [file, begins] = filled(e.text, kept).split(/ begins (.*)/);
        const path = join(dir, file);
        told(`file ${e.text}`, existsSync(path) && readFileSync(path).subarray(0, 4096).toString('latin1').startsWith(begins.replace('\\ufeff', '\u00ef\u00bb\u00bf')), existsSync(path) ? readFileSync(path).subarray(0, 60).toString('latin1') : 'no such file');
      }
    }
  }
  if (house) await house.stop();
}

await suite(async () => {
  const judges = await schemas();
  check('control: a check without its clauses is no check', judges.check({ standard: 'x' }) !== '');
  check('control: an unknown member is noticed', judges.verify({ ok: true, position: 1, root: 'a'.repeat(64), faults: [], more: 1 }) !== '');
  check('control: patterns bite', fits(['a', 'b'], ['a', '...']) && !fits(['a', 'b'], ['a']) && !fits(['a'], ['...', 'b']) && fits(['x 12 y'], ['x * y']));
  const bases = {};
  const wanted = process.argv.slice(2);
  for (const file of readdirSync(folder).filter((f) => f.endsWith('.scenario')).sort()) {
    if (wanted.length && !wanted.some((w) => file.includes(w))) continue;
    const scenario = steps_of(readFileSync(join(folder, file), 'utf8'));
    const kind = scenario.heading.house ?? 'gaps';
    bases[kind] ??= make_house(join(scratch('base'), 'house'), kind === 'empty' ? '' : kind);
    for (const way of scenario.heading.ways ? scenario.heading.ways.split(' ') : ways) await play(file.replace('.scenario', ''), way, scenario, bases[kind], judges);
  }
  note(`ways: ${ways.join(', ')}`);
});
