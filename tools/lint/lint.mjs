// The walls of the house (DESIGN, "Nevers"), checked on the text: each check names file, line and what to do.
// Exact in both directions where it holds a list: a new edge fails, and so does one that is no longer used.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const house = join(dirname(fileURLToPath(import.meta.url)), '../..');
const arguments_ = process.argv.slice(2);
const root = arguments_[0] ?? house;
let files;
try {
  files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 }).split('\n').filter((f) => f && existsSync(join(root, f)));
} catch {
  files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((f) => f.isFile()).map((f) => join(f.parentPath ?? f.path, f.name).slice(root.length + 1));
}
const text = (f) => readFileSync(join(root, f), 'utf8');
const lists = JSON.parse(readFileSync(join(root, 'tools/lint/lists.json'), 'utf8'));
const code = files.filter((f) => /\.(cpp|h)$/.test(f));
const inSource = code.filter((f) => f.startsWith('src/'));
const faults = [];
let checks = 0;
const fault = (file, line, what) => faults.push(`${file}:${line}: ${what}`);
const check = (name, body) => { checks++; const before = faults.length; body(); if (faults.length > before) console.log(`FAILED ${name}: ${faults.length - before}`); };
const eachLine = (f, body) => text(f).split('\n').forEach((line, i) => body(line, i + 1));
const isTest = (f) => /(_tests?|_for_tests?)\.(cpp|h)$/.test(f) || f.startsWith('tests/');

// Never 1, 2, 4: which folder includes which.
check('includes between folders are exactly those listed', () => {
  const used = new Set();
  for (const f of inSource) {
    if (isTest(f)) continue;
    const from = f.split('/')[1];
    eachLine(f, (line, n) => {
      const m = line.match(/^#include "([a-z_]+)\//);
      if (!m || m[1] === from) return;
      const edge = `${from} > ${m[1]}`;
      used.add(edge);
      if (!lists.includes.includes(edge)) fault(f, n, `${edge} is not an allowed include. Move the code to the floor it belongs to, or argue the edge in a decision record and add it to tools/lint/lists.json.`);
    });
  }
  for (const edge of lists.includes) if (!used.has(edge)) fault('tools/lint/lists.json', 1, `${edge} is listed and no longer used. Remove it.`);
});

// Never 3: src/ names no record type but the kernel's, and no clause.
check('src names no clause and no record type of a room', () => {
  const own = files.filter((f) => /^processes\/.*\.record\.yaml$/.test(f)).map((f) => basename(f, '.record.yaml')).filter((name) => !lists.type_words.includes(name));
  const word = new RegExp(`"(${own.join('|')})"`);
  for (const f of inSource) {
    if (isTest(f) || own.length === 0) continue;
    eachLine(f, (line, n) => {
      const bare = line.replace(/\/\/.*$/, '');
      const found = bare.match(word);
      if (found && !lists.type_words.includes(`${f} ${found[1]}`)) fault(f, n, `names the record type ${found[1]}. What is true of one type belongs into its room.`);
      if (/"(27001|28000|27022):/.test(bare)) fault(f, n, 'names a clause. Clauses stand in standards/ and in rules.');
    });
  }
});

// Never 5: no SQL text outside store and record.
check('SQL text stands in store and record only', () => {
  for (const f of inSource) {
    if (isTest(f) || /^src\/(store|record)\//.test(f)) continue;
    eachLine(f, (line, n) => { if (/"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE)\s/.test(line)) fault(f, n, 'SQL text outside store and record.'); });
  }
});

// Never 7: rules and reports read no clock; only base and app ask the system for the time.
check('only base asks the system for the time', () => {
  for (const f of inSource) {
    if (isTest(f) || f.startsWith('src/base/')) continue;
    eachLine(f, (line, n) => { if (/\b(system_clock::now|std::time\(|gettimeofday|clock_gettime)/.test(line.replace(/\/\/.*$/, ''))) fault(f, n, 'asks the system for the time; take it from base/clock.h or as an argument.'); });
    if ((f.startsWith('src/engine/') || f.startsWith('src/expr/')) && !lists.measures_itself.includes(f)) eachLine(f, (line, n) => { if (/clock::now_us/.test(line)) fault(f, n, 'the engine is pure: the day is an argument.'); });
  }
});

// Never 10: no generated file is committed but openapi.json.
check('nothing generated is committed', () => {
  for (const f of files) if (/(^|\/)(build|dist|node_modules)\//.test(f)) fault(f, 1, 'is generated; remove it from the repository.');
});

// Never 12, 13, 17 and unsafe calls.
check('no folder is called common, utils, helpers or misc', () => { for (const f of files) if (/(^|\/)(common|utils?|helpers?|misc)\//.test(f)) fault(f, 1, 'name the folder by what is in it.'); });
check('no shell and no unsafe C call', () => {
  for (const f of code) eachLine(f, (line, n) => { if (/\b(system|popen|strcpy|strcat|sprintf|gets|alloca)\s*\(/.test(line.replace(/\/\/.*$/, '').replace(/"[^"]*"/g, ''))) fault(f, n, 'no shell, no unbounded C string call: use an argument vector, std::string.'); });
});

// Never 14: no commented-out check, no placeholder test.
check('no commented-out check and no empty test', () => {
  for (const f of code.filter(isTest)) {
    eachLine(f, (line, n) => { if (/^\s*\/\/\s*(CHECK|REQUIRE|TEST_CASE)/.test(line)) fault(f, n, 'a commented-out check; delete it or make it hold.'); });
    const body = text(f);
    for (const m of body.matchAll(/TEST_CASE\("([^"]*)"[^)]*\)\s*\{\s*\}/g)) fault(f, 1, `the test "${m[1]}" asserts nothing.`);
  }
});

// Sizes: ratchets that only go down.
check('files keep their size', () => {
  const over = new Set();
  for (const f of files) {
    const limit = /\.(cpp|tsx?)$/.test(f) && /^(src|web\/src|processes|tools)\//.test(f) ? 400 : /\.h$/.test(f) && f.startsWith('src/') && !isTest(f) ? 120 : /\.record\.yaml$/.test(f) ? 80 : /\.rule\.yaml$/.test(f) ? 60 : 0;
    if (!limit) continue;
    const lines = text(f).split('\n').length - 1;
    const allowed = lists.sizes[f] ?? limit;
    if (lists.sizes[f] !== undefined) over.add(f);
    if (lines > allowed) fault(f, lines, `has ${lines} lines, ${allowed} are allowed. Its subject has split: split the file.`);
    else if (lists.sizes[f] !== undefined && lines <= limit) fault('tools/lint/lists.json', 1, `${f} has shrunk to ${lines} lines: remove it from the list of sizes.`);
  }
  for (const f of Object.keys(lists.sizes)) if (!over.has(f)) fault('tools/lint/lists.json', 1, `${f} is listed and does not exist.`);
});

// Content: ids complete, texts short, in own words.
check('the fact tables are complete and short', () => {
  const items = (f) => (existsSync(join(root, f)) ? text(f) : '');
  const ids = (f) => [...items(f).matchAll(/^\s*(?:- |\{|- \{)?\s*id:\s*"?([0-9]{5}:[^",}\s]+|A\.[0-9.]+)"?/gm)].map((m) => m[1]);
  const clauses = ids('standards/iso27001-2022/clauses.yaml'), controls = ids('standards/iso27001-2022/annex_a.yaml');
  if (clauses.length !== lists.counts.obligations) fault('standards/iso27001-2022/clauses.yaml', 1, `has ${clauses.length} obligations, ${lists.counts.obligations} are known.`);
  if (controls.length !== lists.counts.controls) fault('standards/iso27001-2022/annex_a.yaml', 1, `has ${controls.length} controls, ${lists.counts.controls} are known.`);
  for (const all of [clauses, controls]) { const seen = new Set(); for (const id of all) { if (seen.has(id)) fault('standards', 1, `${id} stands twice.`); seen.add(id); } }
  for (const f of files.filter((x) => x.startsWith('standards/') && x.endsWith('.yaml'))) {
    for (const m of items(f).matchAll(/asks:\s*(?:"([^"]*)"|'([^']*)'|([^,}\n]+))/g)) {
      const words = (m[1] ?? m[2] ?? m[3]).split(/\s+/).length;
      if (words > 40) fault(f, 1, `an \`asks\` has ${words} words; at most 40.`);
    }
  }
});

// The import must not know the files it was tried on.
check('no test register has its heading row in the source', () => {
  const folder = join(root, '../shared/registers');
  if (!existsSync(folder)) { console.log('skipped: ../shared/registers is not here, heading rows were not compared'); return; }
  const sources = files.filter((f) => /^(src|processes)\//.test(f) && !isTest(f)).map((f) => [f, text(f)]);
  for (const register of readdirSync(folder).filter((f) => f.endsWith('.csv'))) {
    for (const row of readFileSync(join(folder, register), 'utf8').split(/\r?\n/).slice(0, 6)) {
      if (row.replace(/[,;]/g, '').length < 40 || (row.match(/[,;]/g) ?? []).length < 4) continue;
      for (const [f, body] of sources) if (body.includes(row)) fault(f, 1, `holds the heading row of ${register}.`);
    }
  }
});

for (const f of faults) console.log(f);
const failed = faults.length ? 1 : 0;
console.log(`${checks - failed} passed, ${failed} failed`);
process.exit(failed);
