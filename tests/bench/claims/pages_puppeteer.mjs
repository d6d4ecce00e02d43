// Puppeteer for tests/bench/claims.mjs: node pages_puppeteer.mjs BROWSER, see orders.mjs.
import puppeteer from 'puppeteer-core';
import { hostRules, isRoot, obey } from './orders.mjs';

const [executablePath] = process.argv.slice(2);
const browser = await puppeteer.launch({
  executablePath, headless: executablePath.endsWith('headless-shell') ? 'shell' : true, acceptInsecureCerts: true,
  args: [hostRules, ...(isRoot ? ['--no-sandbox'] : [])],
});
await obey({
  async newPage() {
    return (await browser.createBrowserContext()).newPage();
  },
  closePage: (page) => page.browserContext().close(),
  async load(page, url) {
    await page.goto(url, { waitUntil: 'load' });
    return (await page.content()).length;
  },
  end: () => browser.close(),
});
