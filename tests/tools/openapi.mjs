import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Client } from '../harness/client.mjs';
import { check, note, same, suite } from '../harness/counting.mjs';
import { make_house, root, scratch, serve, token_of, tutela } from '../harness/house.mjs';
import { sarif_faults } from './sarif.mjs';

const committed = join(root, 'docs/reference/openapi.json');
const judge = join(root, 'tests/tools/lint_openapi.mjs');
const lint = (file) => spawnSync(process.execPath, [judge, file], { encoding: 'utf8' });

// Every address the document names is one the program knows, and what it knows of types stands there.
async function addresses(c, document) {
  const types = (await c.get('types')).json.types;
  same('every type is described', types.map((t) => t.path).filter((p) => !document.paths['/' + p]), []);
  const unknown = [];
  for (const [path, methods] of Object.entries(document.paths)) for (const method of Object.keys(methods)) {
    if (path === '/events' || path === '/backup' || method === 'delete') continue;
    const at = path.slice(1).replace('{id}', path.startsWith('/clauses') ? '27001:4.1-1' : 'P-98765').replace('{move}', 'none').replace('{batch}', 'b98765').replace('{types}', 'risks').replace('{import}', 'x').replace(/\{name\}/, 'statement-of-applicability');
    const r = await c.ask(method.toUpperCase(), at, method === 'get' ? {} : { body: {} });
    if (r.json?.code === 'no_such_address' || r.status === 405 || r.status >= 500) unknown.push(`${method} ${path}: ${r.status} ${r.json?.detail}`);
  }
  same('every address named is known', unknown, []);
  return types;
}

// A record as it is served fits the schema of its type, field by field.
async function shapes(c, types, document) {
  const { default: Ajv } = await import('ajv/dist/2020.js');
  const { default: formats } = await import('ajv-formats');
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats(ajv);
  ajv.addSchema({ $id: 'api', components: document.components });
  for (const t of types) {
    const name = t.name.replace(/(^|_)([a-z])/g, (_, __, l) => l.toUpperCase());
    const fits = ajv.compile({ $ref: `api#/components/schemas/${name}` });
    const bad = (await c.get(t.path + '?limit=200')).json.records.map((r) => fits(r) ? '' : `${r.id} ${ajv.errorsText(fits.errors)}`).filter(Boolean);
    same(`${t.path} are as described`, bad.slice(0, 3), []);
  }
  const fits = ajv.compile({ $ref: 'api#/components/schemas/Problem' });
  check('a problem is as described', fits((await c.get('risks/R-98765')).json));
  check('control: a record with a field nobody declared does not fit', !ajv.compile({ $ref: 'api#/components/schemas/Person' })({ id: 'P-1', type: 'person', version: 1, state: 'active', values: { no_such: 1 } }));
}

await suite(async () => {
  const dir = scratch('openapi');
  const house = await serve(make_house(join(dir, 'house'), 'gaps'));
  const c = new Client(house, { token: token_of(house, 'P-003') });
  const served = (await c.get('openapi.json')).text;
  if (process.argv.includes('--update')) { writeFileSync(committed, served + (served.endsWith('\n') ? '' : '\n')); note('docs/reference/openapi.json is written anew'); }
  same('what is served is what is committed (renew with tests/suites/openapi.sh --update)', served.trim() === readFileSync(committed, 'utf8').trim(), true);
  const found = lint(committed);
  check('the linter reports nothing', found.status === 0, found.stdout);
  const document = JSON.parse(served);
  const broken = structuredClone(document);
  delete broken.paths['/risks'].get.operationId;
  broken.paths['/risks'].get.responses = {};
  writeFileSync(join(dir, 'broken.json'), JSON.stringify(broken));
  check('control: the linter finds what is broken', lint(join(dir, 'broken.json')).status === 1);
  const types = await addresses(c, document);
  await shapes(c, types, document);

  const sarif = JSON.parse(tutela(['check', '--data', house.dir, '--format', 'sarif']).out);
  same('SARIF is SARIF 2.1.0', sarif_faults(sarif), []);
  check('SARIF has results with gaps', sarif.runs[0].results.length > 5, sarif.runs[0].results.length);
  const verdict = JSON.parse(tutela(['check', '--data', house.dir, '--format', 'json']).out);
  same('as many failures as gaps', sarif.runs[0].results.filter((r) => (r.kind ?? 'fail') === 'fail' && r.ruleId).length, verdict.gaps.filter((g) => (g.verdict ?? 'gap') === 'gap').length);
  for (const [name, spoil] of [['no version', (s) => delete s.version], ['an odd level', (s) => { s.runs[0].results[0].level = 'grave'; }], ['a rule that is not there', (s) => { s.runs[0].results[0].ruleId = 'nowhere'; }], ['no message', (s) => delete s.runs[0].results[0].message], ['an unknown member', (s) => { s.runs[0].results[0].colour = 'red'; }]]) {
    const spoilt = structuredClone(sarif);
    spoil(spoilt);
    check(`control: SARIF with ${name} is found`, sarif_faults(spoilt).length > 0);
  }
  await house.stop();
});
