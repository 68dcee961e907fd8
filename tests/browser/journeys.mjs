// Journeys through the web client in a real browser, against a real server with the demonstration organisation.
//   node journeys.mjs BASE ONE_TIME_LINK [words of a journey's name]
// Prints one line for each journey and ends with "N passed, N failed".
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { launch } from './chromium.mjs';

const [base, link, only] = process.argv.slice(2);
if (!base || !link) {
  console.error('node journeys.mjs http://127.0.0.1:8750 "http://127.0.0.1:8750/sign-in?token=…"');
  process.exit(2);
}
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const browser = await launch();
let state;
let passed = 0;
const failed = [];

class Missed extends Error {}
const must = (true_, says) => { if (!true_) throw new Missed(says); };
const wide = { width: 1440, height: 900 };

async function journey(name, walk, options = {}) {
  if (only && !name.includes(only) && !options.always) return;
  const context = await browser.newContext({ viewport: wide, ...(state ? { storageState: state } : {}), ...options.context });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const broken = [];
  page.on('pageerror', (error) => broken.push(error.message));
  try {
    await walk(page, context);
    must(broken.length === 0, `the page threw: ${broken[0]}`);
    passed += 1;
    console.log(`ok   ${name}`);
  } catch (error) {
    failed.push(name);
    console.log(`not ok   ${name}\n     ${String(error.message).split('\n').slice(0, 8).join('\n     ')}\n     at ${page.url()}`);
    await page.screenshot({ path: `${process.env.SHOTS ?? '/tmp'}/failed-${failed.length}.png` }).catch(() => undefined);
  } finally { await context.close(); }
}

/** The server as a program sees it, with the session of the page. */
async function api(page, method, path, body, headers = {}) {
  return page.evaluate(async ([method, path, body, headers]) => {
    const answer = await fetch(`/api/v1${path}`, { method, headers: { 'X-Tutela': '1', 'Content-Type': 'application/json', ...headers }, ...(body === null ? {} : { body: JSON.stringify(body) }) });
    return { status: answer.status, said: await answer.json().catch(() => null) };
  }, [method, path, body ?? null, headers]);
}
const open = async (page, path) => { await page.goto(base + path); await page.waitForSelector('.app'); };
const makeAsset = async (page, title, more = {}) => {
  if (!page.url().startsWith(base)) await open(page, '/');
  const owner = (await api(page, 'GET', '/people?limit=1')).said.records[0].id;
  const made = await api(page, 'POST', '/assets', { values: { title, owner, ...more } }, { 'Idempotency-Key': crypto.randomUUID() });
  must(made.status === 201, `the asset was not made: ${JSON.stringify(made.said)}`);
  return made.said.record;
};
const unique = () => Math.random().toString(36).slice(2, 8);

// --- the door ---
await journey('a one-time link opens the door, and its token leaves the address', async (page, context) => {
  await page.goto(link);
  await page.waitForSelector('.app');
  must(!page.url().includes('token'), 'the token stayed in the address');
  state = await context.storageState();
}, { always: true });
if (!state) { console.log(`${passed} passed, ${failed.length} failed`); process.exit(1); }

await journey('a link that was used says so and what to do', async (page) => {
  await page.goto(link);
  await page.waitForSelector('[role="alert"]');
  must(await page.getByRole('heading', { name: /does not open/ }).count(), 'no word about the link');
}, { context: { storageState: undefined } });

await journey('without a session one is asked to sign in', async (page) => {
  await page.goto(`${base}/risks`);
  await page.waitForURL(/sign-in/);
  must(page.url().includes('to='), 'where one wanted to go is forgotten');
}, { context: { storageState: { cookies: [], origins: [] } } });

// --- conformity ---
await journey('conformity shows a gap with its rule, its records and a way to them', async (page) => {
  await open(page, '/conformity');
  await page.waitForSelector('[role="treeitem"]');
  must((await page.locator('.fl').count()) >= 4, 'no counts');
  await page.keyboard.press('n');
  await page.waitForSelector('pre.cel');
  must((await page.locator('.two p').first().textContent()).length > 10, 'what is asked is missing');
  const bad = page.locator('article .verdict');
  must(/Gap|Cannot judge|Observation/.test(await bad.textContent()), 'n did not lead to a gap');
  const before = page.url();
  await page.keyboard.press('j');
  await page.waitForFunction((url) => location.href !== url, before);
});

await journey('a count filters the tree to its verdict', async (page) => {
  await open(page, '/conformity');
  const count = page.locator('.fl').first();
  await count.waitFor();
  const n = Number((await count.textContent()).trim());
  await count.click();
  await page.waitForURL(/only=major/);
  if (n > 0) must((await page.locator('.tr.o').count()) >= n, `fewer than ${n} obligations are shown`);
});

await journey('coverage lists what answers each obligation', async (page) => {
  await open(page, '/conformity?tab=coverage');
  await page.waitForSelector('.plain-table tbody tr');
  must((await page.locator('.plain-table tbody tr').count()) > 2, 'too few items');
  await page.getByRole('button', { name: /Holes/ }).click();
});

// --- lists ---
await journey('a filter in CEL narrows the list, and stands in the address', async (page) => {
  await open(page, '/risks');
  await page.waitForSelector('[role="row"][aria-rowindex="2"]');
  await page.keyboard.press('/');
  await page.keyboard.type('level >= 9');
  await page.waitForURL(/filter=/);
  await page.waitForFunction(() => /\d+ of \d+/.test(document.querySelector('.flt [role="status"]')?.textContent ?? ''));
  const [shown, all] = (await page.locator('.flt [role="status"]').textContent()).match(/(\d+) of (\d+)/).slice(1).map(Number);
  must(shown < all, `${shown} of ${all} is no narrowing`);
  await page.reload();
  must((await page.inputValue('#filter')) === 'level >= 9', 'the filter is lost on reload');
});

await journey('a filter that does not read gets the words of the server', async (page) => {
  await open(page, '/risks?filter=level%20%3E%3D%20%26%26');
  await page.waitForSelector('#filter-problem');
  must((await page.locator('#filter-problem').textContent()).length > 15, 'no sentence');
});

await journey('plain words search, a heading sorts, columns come and go', async (page) => {
  const word = unique();
  await makeAsset(page, `Needle ${word}`);
  await open(page, '/assets');
  await page.fill('#filter', `needle ${word}`);
  await page.waitForFunction(() => document.querySelectorAll('[role="rowgroup"] [role="row"]').length === 1);
  await page.fill('#filter', '');
  await page.getByRole('columnheader', { name: 'Asset' }).getByRole('button').click();
  await page.waitForURL(/sort=/);
  await page.waitForSelector('[aria-sort="ascending"]');
  const before = await page.getByRole('columnheader').count();
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Changed', exact: true }).click();
  await page.waitForURL(/columns=/);
  must((await page.getByRole('columnheader').count()) === before + 1, 'no column came');
});

await journey('the list is walked and opened by keys alone', async (page) => {
  await open(page, '/risks');
  await page.waitForSelector('[role="row"][aria-rowindex="3"]');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  must((await page.locator('[role="row"][aria-selected="true"]').count()) === 1, 'x selected nothing');
  await page.keyboard.press('Escape');
  const id = (await page.locator('[role="row"].here .id').textContent()).trim();
  await page.keyboard.press('Enter');
  await page.waitForURL(new RegExp(`/risks/${id}`));
});

await journey('a cell is changed in place, and z takes it back', async (page) => {
  const asset = await makeAsset(page, `Cell ${unique()}`, { kind: 'information' });
  await open(page, `/assets?filter=${encodeURIComponent(`id == "${asset.id}"`)}`);
  await page.getByTitle(`Edit Kind of ${asset.id}`).click();
  const box = page.getByRole('dialog').getByRole('combobox', { name: 'Kind' }).or(page.getByRole('dialog').getByLabel('Kind')).first();
  await box.click();
  await page.getByRole('option').nth(1).click();
  await page.keyboard.press('Enter');
  await page.waitForSelector('.toast');
  const changed = (await api(page, 'GET', `/assets/${asset.id}`)).said.record;
  must(changed.version === asset.version + 1 && changed.values.kind !== 'information', 'the server has no new value');
  await page.keyboard.press('z');
  await page.waitForSelector('.toast', { state: 'detached' });
  must((await api(page, 'GET', `/assets/${asset.id}`)).said.record.values.kind === 'information', 'z did not take it back');
});

await journey('a bulk change is previewed, applied and undone as one step', async (page) => {
  const word = unique();
  const made = [await makeAsset(page, `Bulk ${word} 1`, { kind: 'information' }), await makeAsset(page, `Bulk ${word} 2`, { kind: 'information' })];
  await open(page, `/assets?filter=${encodeURIComponent(`title.contains("Bulk ${word}")`)}`);
  await page.waitForSelector('[role="row"][aria-rowindex="3"]');
  await page.getByRole('checkbox', { name: 'Select all loaded rows' }).check();
  await page.getByRole('region', { name: 'Selected rows' }).getByRole('button', { name: 'Kind' }).click();
  await page.getByRole('dialog').getByLabel('Kind').first().click();
  await page.getByRole('option').nth(1).click();
  await page.getByRole('button', { name: 'Preview 2 changes' }).click();
  await page.getByText('2 would change, 0 stay as they are, 0 would be refused.').waitFor();
  await page.getByRole('button', { name: 'Change 2 records' }).click();
  await page.waitForSelector('.toast');
  must((await api(page, 'GET', `/assets/${made[0].id}`)).said.record.values.kind !== 'information', 'nothing changed');
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.waitForSelector('.toast', { state: 'detached' });
  for (const one of made) must((await api(page, 'GET', `/assets/${one.id}`)).said.record.values.kind === 'information', `${one.id} was not taken back`);
});

// --- records ---
await journey('a record is made from its declaration; what is typed survives a reload; problems stand at their field', async (page) => {
  const word = unique();
  await open(page, '/assets');
  await page.waitForSelector('.bar');
  await page.keyboard.press('c');
  await page.waitForURL(/assets\/new/);
  await page.waitForSelector('form.form');
  await page.getByRole('button', { name: /Create asset/ }).click();
  await page.waitForSelector('[id="field-title"][aria-invalid="true"]');
  await page.locator('[id="field-title"]').fill(`Made ${word}`);
  await page.reload();
  await page.waitForSelector('form.form');
  must((await page.locator('[id="field-title"]').inputValue()) === `Made ${word}`, 'what was typed is gone');
  const owner = page.locator('[id="field-owner"]');
  await owner.click();
  await page.getByRole('option').first().click();
  await page.keyboard.press('Control+Enter');
  await page.getByRole('heading', { name: `Made ${word}`, level: 1 }).waitFor();
  must(/\/assets\/[A-Z]+-\d+/.test(page.url()), 'the record page did not open');
});

await journey('a missing link is made in place', async (page) => {
  const word = unique();
  await open(page, '/assets/new');
  await page.waitForSelector('form.form');
  await page.locator('[id="field-title"]').fill(`With link ${word}`);
  await page.locator('[id="field-owner"]').click();
  await page.locator('[id="field-owner"]').fill(`Person ${word}`);
  await Promise.all([page.waitForResponse((said) => said.url().endsWith('/people') && said.request().method() === 'POST'), page.getByRole('option', { name: new RegExp(`Create person`) }).click()]);
  await page.waitForTimeout(200);
  await page.waitForFunction((name) => document.querySelector('[id="field-owner"]')?.value === name, `Person ${word}`);
  await page.keyboard.press('Control+Enter');
  await page.getByRole('heading', { name: `With link ${word}`, level: 1 }).waitFor();
  await page.getByRole('link', { name: `Person ${word}` }).first().waitFor();
});

await journey('who was slower sees both versions and chooses', async (page) => {
  const asset = await makeAsset(page, `Race ${unique()}`, { kind: 'information' });
  await open(page, `/assets/${asset.id}`);
  await page.waitForSelector('.rk-main');
  await page.keyboard.press('e');
  await page.waitForSelector('form.form');
  await page.locator('[id="field-title"]').fill('Mine');
  const other = await api(page, 'PATCH', `/assets/${asset.id}`, { values: { title: 'Theirs' } }, { 'If-Match': `"${asset.version}"` });
  must(other.status === 200, 'the other change failed');
  await page.getByRole('button', { name: /Save 1 change/ }).click();
  await page.waitForSelector('.conflict');
  must(/Theirs/.test(await page.locator('.conflict').textContent()), 'theirs is not shown');
  await page.getByRole('button', { name: 'Keep mine' }).click();
  await page.getByRole('heading', { name: 'Mine', level: 1 }).waitFor();
});

await journey('history shows what changed, and an earlier version comes back', async (page) => {
  const asset = await makeAsset(page, `Old name ${unique()}`);
  await api(page, 'PATCH', `/assets/${asset.id}`, { values: { title: 'New name' }, reason: 'renamed in the shop' }, { 'If-Match': `"${asset.version}"` });
  await open(page, `/assets/${asset.id}?tab=history`);
  await page.waitForSelector('.hist li');
  must(/New name/.test(await page.locator('.hist ins').first().textContent()), 'no diff');
  must(/renamed in the shop/.test(await page.locator('.hist').textContent()), 'no reason');
  await page.getByRole('button', { name: 'Restore this version' }).click();
  await page.getByRole('heading', { name: /Old name/, level: 1 }).waitFor();
});

await journey('a move that needs a reason asks for it, and one that is not allowed says why', async (page) => {
  const asset = await makeAsset(page, `Retire ${unique()}`);
  await open(page, `/assets/${asset.id}`);
  await page.getByRole('button', { name: 'Retire' }).click();
  await page.getByLabel('Reason').fill('Sold with the old depot.');
  await page.locator('.move-panel').getByRole('button', { name: 'Retire' }).click();
  await page.locator('.chip', { hasText: 'Retired' }).waitFor();
});

await journey('a record is archived and taken out again', async (page) => {
  const asset = await makeAsset(page, `Archive ${unique()}`);
  await open(page, `/assets/${asset.id}`);
  await page.getByRole('button', { name: 'More acts' }).click();
  await page.getByRole('menuitem', { name: 'Archive' }).click();
  await page.locator('.chip', { hasText: 'archived' }).waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.locator('.chip', { hasText: 'archived' }).waitFor({ state: 'detached' });
});

// --- statement, reports ---
await journey('the statement shows 93 controls, leads to its open points and downloads', async (page) => {
  await open(page, '/statement-of-applicability');
  await page.waitForSelector('.soa-strip i');
  const n = await page.locator('.soa-strip i').count();
  must(n >= 93, `${n} controls`);
  if ((await page.locator('.soa-point').count()) > 0) {
    await page.keyboard.press('n');
    await page.waitForSelector('.soa-what');
  }
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /as PDF/ }).click()]);
  must(readFileSync(await file.path()).length > 0, 'the PDF is empty');
});

await journey('reports are listed with their formats', async (page) => {
  await open(page, '/reports');
  await page.waitForSelector('.reports li');
  must((await page.locator('.reports li a').count()) > 1, 'no format');
});

// --- import ---
await journey('a spreadsheet is mapped, previewed, imported and taken back', async (page) => {
  const word = unique();
  await open(page, '/import');
  const rows = ['Risk Title,Likelihood,Impact,Treatment', `Import ${word} one,3,4,Mitigate`, `Import ${word} two,2,5,Accept`];
  await page.locator('#import-file').setInputFiles({ name: 'risks.csv', mimeType: 'text/csv', buffer: Buffer.from(`${rows.join('\r\n')}\r\n`) });
  await page.waitForSelector('.map tbody tr');
  must((await page.locator('.map tbody tr').count()) === 4, 'not every column is listed');
  await page.waitForSelector('.plan tbody tr');
  must((await page.locator('.plan tbody tr').count()) === 2, 'not every row is previewed');
  await page.getByRole('button', { name: /Import 2 rows/ }).click();
  await page.getByText(/2 created/).waitFor();
  const found = async () => (await api(page, 'GET', `/risks?limit=5&filter=${encodeURIComponent(`title.contains("Import ${word}")`)}`)).said.records.length;
  must((await found()) === 2, 'the rows are not there');
  await page.getByRole('button', { name: 'Undo the whole import' }).click();
  await page.getByText(/Taken back/).waitFor();
  must((await found()) === 0, 'the rows are still there');
});

// --- time, keys, themes ---
await journey('in the past nothing can be written', async (page) => {
  await open(page, '/risks');
  await page.getByRole('button', { name: 'As of now' }).click();
  await page.getByLabel('Show everything as it was known').fill('2026-04-01');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.past');
  must(page.url().includes('as_of='), 'the date is not in the address');
  must((await page.getByRole('button', { name: /New risk/ }).count()) === 0, 'one can still make a risk');
  must((await page.getByRole('checkbox').count()) === 0, 'rows can still be selected');
  await page.getByRole('button', { name: 'Back to now' }).click();
  await page.waitForSelector('.past', { state: 'detached' });
});

await journey('Ctrl K finds a record and goes there', async (page) => {
  const word = unique();
  const asset = await makeAsset(page, `Palette ${word}`);
  await open(page, '/');
  await page.keyboard.press('Control+k');
  const box = page.getByRole('dialog').getByPlaceholder('Search or do anything');
  await box.fill(word);
  await page.getByRole('dialog').getByText(`Palette ${word}`).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(new RegExp(asset.id));
});

await journey('a change made elsewhere appears without a reload', async (page) => {
  const asset = await makeAsset(page, `Live ${unique()}`);
  await open(page, `/assets/${asset.id}`);
  await page.getByText('live', { exact: false }).first().waitFor();
  await page.waitForTimeout(300);
  await api(page, 'PATCH', `/assets/${asset.id}`, { values: { title: 'Seen live' } }, { 'If-Match': `"${asset.version}"` });
  await page.getByRole('heading', { name: 'Seen live', level: 1 }).waitFor();
});

await journey('the question mark lists the keys, and letters can be switched off', async (page) => {
  await open(page, '/');
  await page.waitForSelector('.td');
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByText('Single letters act as keys').waitFor();
  await page.getByRole('switch').uncheck({ force: true });
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('?');
  await page.waitForTimeout(200);
  must((await page.getByRole('dialog').count()) === 0, 'letters still act');
});

await journey('the theme is chosen and kept', async (page) => {
  await open(page, '/');
  await page.locator('.me').click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
  await page.reload();
  await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
});

await journey('on a phone the pages open as a sheet', async (page) => {
  await open(page, '/risks');
  await page.getByRole('button', { name: 'Open the pages' }).click();
  await page.getByRole('dialog').getByRole('link', { name: 'Conformity' }).click();
  await page.waitForURL(/conformity/);
  must(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the page scrolls sideways');
}, { context: { viewport: { width: 390, height: 844 } } });

await journey('an address of nothing says what to do', async (page) => {
  await open(page, '/there-is-no-such-type');
  await page.getByText('There is no such page').waitFor();
  await open(page, '/risks/R-99999');
  await page.getByRole('alert').waitFor();
});

// --- axe on every page ---
const riskId = await (async () => { const context = await browser.newContext({ storageState: state }); const page = await context.newPage(); await open(page, '/'); const said = await api(page, 'GET', '/risks?limit=1'); await context.close(); return said.said.records[0]?.id; })();
const pages = ['/', '/conformity', '/conformity?tab=coverage', '/risks', '/risks?as_of=2026-04-01', `/risks/${riskId}`, `/risks/${riskId}?tab=history`, `/risks/${riskId}?tab=links`, `/risks/${riskId}?edit=true`, '/risks/new', '/statement-of-applicability', '/reports', '/import', '/sign-in', '/nothing-here'];
for (const colorScheme of ['light', 'dark']) {
  for (const [size, viewport] of [['wide', wide], ['phone', { width: 390, height: 844 }]]) {
    for (const path of pages) {
      await journey(`axe finds nothing on ${path}, ${colorScheme}, ${size}`, async (page) => {
        await page.goto(base + path);
        await page.waitForSelector('main');
        await page.waitForTimeout(500);
        await page.evaluate(axe);
        const said = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
        must(said.violations.length === 0, said.violations.map((one) => `${one.id}: ${one.help} (${one.nodes.length}) ${one.nodes.slice(0, 2).map((node) => `${node.html.slice(0, 160)} ${node.failureSummary?.split('\n')[1]?.trim() ?? ''}`).join(' | ')}`).join('\n'));
      }, { context: { colorScheme, viewport } });
    }
  }
}

await browser.close();
console.log(`${passed} passed, ${failed.length} failed`);
process.exit(failed.length ? 1 : 0);
