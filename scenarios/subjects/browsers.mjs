// How the subjects on Puppeteer start Chromium and load a domain's page.
import { existsSync } from 'node:fs';
import puppeteer from 'puppeteer-core';

// The program itself: Debian's chromium-headless-shell command is a wrapper that stays in between.
export const executablePath =
  process.env.TIDEMARK_BROWSER ?? '/usr/lib/chromium/chromium-headless-shell';
if (!existsSync(executablePath)) {
  console.error(`${executablePath} does not exist; name a Chromium in TIDEMARK_BROWSER`);
  process.exit(5);
}

// Set by a harness whose sites have names and certificates that the world does not know.
const hostRules = process.env.TIDEMARK_HOST_RULES;

export const args = [
  '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  ...(process.getuid() === 0 ? ['--no-sandbox'] : []), // Chromium has none for root.
  ...(hostRules ? [`--host-resolver-rules=${hostRules}`, '--ignore-certificate-errors'] : []),
];

// A new browser; `options` as Puppeteer takes them.
export function launch(options = {}) {
  return puppeteer.launch({ executablePath, headless: 'shell', args, ...options });
}

// Loads the domain's page: 'alive' or 'refused'. Throws what Puppeteer throws when there is no page
// within `timeout` ms.
export async function load(page, domain, timeout) {
  const response = await page.goto(`https://${domain}/`, { waitUntil: 'domcontentloaded', timeout });
  return response.ok() ? 'alive' : 'refused';
}

// The same in a new tab of a browser that goes on.
export async function visit(browser, domain, timeout) {
  const page = await browser.newPage();
  try {
    return await load(page, domain, timeout);
  } finally {
    await page.close();
  }
}

// The same with a browser that is closed afterwards. Puppeteer may wait for ever for a tab of a browser
// that dies; this does not.
export async function visitOnce(browser, domain, timeout) {
  const died = new Promise((_, reject) => {
    browser.once('disconnected', () => reject(new Error('the browser died')));
  });
  died.catch(() => {}); // It dies after the visit, too.
  return Promise.race([browser.newPage().then((page) => load(page, domain, timeout)), died]);
}
