#!/usr/bin/env node
// Visits each domain on stdin with Playwright and Debian's Chromium, and knows nothing of Tidemark:
// in an isolated network that is enough. One line each: the domain, and the page's HTTP status or
// Chromium's error.
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  chromiumSandbox: process.getuid() !== 0, // Chromium has none for root.
});

async function visit(domain) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const response = await page.goto(`https://${domain}/`, { timeout: 4000 });
    return response.status();
  } catch (error) {
    return error.message.match(/net::\w+/)?.[0] ?? error.name;
  } finally {
    await context.close();
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(line, await visit(line));
}
await browser.close();
