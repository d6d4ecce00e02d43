// How fast the HTML report on an assessment answers: opens one of 50,000 made-up domains in headless Chromium,
// types a query letter by letter, sorts, filters and scrolls, and prints milliseconds.
//
//   node tests/bench/report_search.mjs [--domains 50000] [--rounds 5]
//
// Needs chromium-headless-shell, `npm install`, and the target sample_report. "script" is what the report's own
// script takes; "to the screen" is from the key press until the frame after it.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';

const { values: options } = parseArgs({ options: {
  domains: { type: 'string', default: '50000' }, rounds: { type: 'string', default: '5' } } });
const scratch = mkdtempSync(`${tmpdir()}/tmbench-`);
const file = `${scratch}/report.html`;
writeFileSync(file, execFileSync('build/release/bin/sample_report', [options.domains, '--changes'], { maxBuffer: 1 << 30 }));

const browser = await chromium.launch({ executablePath: '/usr/lib/chromium/chromium-headless-shell', args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
const complaints = [];
page.on('console', (message) => complaints.push(message.text()));
page.on('pageerror', (error) => complaints.push(String(error)));

const times = new Map();
const note = (what, ms) => times.set(what, [...(times.get(what) ?? []), ms]);
const said = (name) => page.evaluate((key) => document.documentElement.dataset[key], name);
// Does something to the page; the time until the frame after it, as the page sees it.
const act = async (what, action, argument) => {
  // As a string: the report's Content-Security-Policy forbids eval in the page, not through the protocol.
  const ms = await page.evaluate(`(async () => {
    const value = ${JSON.stringify(argument)};
    const start = performance.now();
    ${action}
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    return performance.now() - start;
  })()`);
  note(`${what}, script`, Number(await said('searchMs')));
  note(`${what}, to the screen`, ms);
};
const type = `const box = document.getElementById('search'); box.value = value; box.dispatchEvent(new Event('input'));`;
const click = `document.querySelector(value).click();`;
const queries = ['shoe', 'cloudflare', 'no such domain', 'shoe store limited edition'];

for (let round = 0; round < Number(options.rounds); round += 1) {
  const start = performance.now();
  await page.goto(`file://${file}`);
  await page.waitForFunction(() => document.documentElement.dataset.rows !== undefined);
  note('open, until rows are there', performance.now() - start);
  for (const query of queries) {
    for (let end = 1; end <= query.length; end += 1) await act('a letter of a search', type, query.slice(0, end));
  }
  await act('an emptied search', type, '');
  for (const column of ['total', 'title', 'state', 'ms']) await act('a sort', click, `[data-column="${column}"] button`);
  await act('a filter by chart', click, '#chart-states button');
  await act('a filter by chart', click, '#chart-states button');
  for (let i = 1; i <= 50; i += 1) {
    await act('a jump of the scroll bar', `document.getElementById('window').scrollTop = value;`, i * 30000);
  }
  note('rows in the page', Number(await said('inPage')));
  const opening = performance.now();
  await page.evaluate(() => document.querySelector('.row').click());
  await page.waitForFunction(() => document.documentElement.dataset.opened !== undefined);
  note('evidence of a domain', performance.now() - opening);
}
await browser.close();
console.log(`${options.domains} domains, ${(statSync(file).size / 2 ** 20).toFixed(1)} MiB, ${options.rounds} rounds`);
for (const [what, all] of times) {
  if (what.includes('scroll bar, script')) continue;
  all.sort((a, b) => a - b);
  const at = (share) => all[Math.min(all.length - 1, Math.floor(all.length * share))].toFixed(1).padStart(8);
  console.log(`${what.padEnd(40)} median ${at(0.5)}  95% ${at(0.95)}  worst ${at(1)}`);
}
console.log(complaints.length === 0 ? 'no console message' : `console: ${complaints.join('\n')}`);
rmSync(scratch, { recursive: true });
