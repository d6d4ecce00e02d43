// Playwright for tests/bench/claims.mjs: node pages_playwright.mjs BROWSER [HOW_MANY_BROWSERS], see orders.mjs.
// Pages are dealt out to the browsers in turn.
import { chromium } from 'playwright-core';
import { hostRules, isRoot, obey } from './orders.mjs';

const [executablePath, count = '1'] = process.argv.slice(2);
const browsers = [];
for (let i = 0; i < Number(count); ++i) {
  browsers.push(await chromium.launch({ executablePath, args: [hostRules], chromiumSandbox: !isRoot }));
}
let next = 0;
await obey({
  async newPage() {
    const context = await browsers[next++ % browsers.length].newContext({ ignoreHTTPSErrors: true });
    return context.newPage();
  },
  closePage: (page) => page.context().close(),
  async load(page, url) {
    await page.goto(url, { waitUntil: 'load' });
    return (await page.content()).length;
  },
  end: () => Promise.all(browsers.map((browser) => browser.close())),
});
