// What tests/bench/pool_pages.cpp does, done with Playwright: visits the hosts named on stdin, so many at
// once, and answers each with a line when its whole HTML was read.
//
//   node pages_playwright.mjs BROWSER shared|own WORKERS RESOLVER_RULE
//
// shared: one browser, a fresh context for each page; own: a browser for each worker.
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const [executablePath, browsers, workers, rule] = process.argv.slice(2);
const launch = () => chromium.launch({
  executablePath,
  args: ['--disable-gpu', `--host-resolver-rules=${rule}`],
  chromiumSandbox: process.getuid() !== 0,
});
const hosts = [];
for await (const line of createInterface({ input: process.stdin })) hosts.push(line);

const shared = browsers === 'shared' ? await launch() : undefined;
await Promise.all(Array.from({ length: Number(workers) }, async () => {
  const browser = shared ?? await launch();
  for (let host; (host = hosts.shift()) !== undefined;) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`http://${host}/`, { waitUntil: 'domcontentloaded' });
    const html = await page.content();
    await context.close();
    console.log(host, html.length);
  }
  if (!shared) await browser.close();
}));
await shared?.close();
