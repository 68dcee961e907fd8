// Pictures of every page, for looking at: node shots.mjs BASE ONE_TIME_LINK [name…]
import { mkdirSync } from 'node:fs';
import { launch } from './chromium.mjs';

const [base, link, ...only] = process.argv.slice(2);
const out = process.env.OUT ?? new URL('./shots', import.meta.url).pathname;
mkdirSync(out, { recursive: true });
const pages = {
  today: '/', conformity: '/conformity', coverage: '/conformity?tab=coverage', risks: '/risks', soa: '/statement-of-applicability', reports: '/reports', import: '/import',
  risk: process.env.RISK ?? '/risks/R-002', history: `${process.env.RISK ?? '/risks/R-002'}?tab=history`, edit: `${process.env.RISK ?? '/risks/R-002'}?edit=true`, new: '/risks/new', past: '/risks?as_of=2026-04-01', missing: '/nothing-here',
};
const browser = await launch();
const first = await browser.newContext();
const door = await first.newPage();
await door.goto(link);
await door.waitForSelector('.app');
const state = await first.storageState();
for (const [size, viewport] of Object.entries({ wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } })) {
  for (const scheme of ['light', 'dark']) {
    if (process.env.ONLY && !process.env.ONLY.split(',').includes(`${size}-${scheme}`)) continue;
    const context = await browser.newContext({ viewport, colorScheme: scheme, storageState: state });
    const page = await context.newPage();
    page.on('pageerror', (error) => console.log('ERROR', page.url(), error.message));
    page.on('console', (line) => { if (line.type() === 'error') console.log('CONSOLE', page.url(), line.text().slice(0, 300)); });
    for (const [name, path] of Object.entries(pages)) {
      if (only.length && !only.includes(name)) continue;
      await page.goto(base + path);
      await page.waitForTimeout(700);
      await page.screenshot({ path: `${out}/${name}-${size}-${scheme}.png` });
    }
    await context.close();
  }
}
await browser.close();
