#!/usr/bin/env node
// Makes the pictures of read-a-report.md anew, from the report of a real run:
//
//     tidemark run scenarios/context-leak.json --out runs/pictured
//     node docs/guides/pictures.mjs runs/pictured/report.html
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [report] = process.argv.slice(2);
if (!report) {
  console.error('usage: pictures.mjs REPORT.HTML');
  process.exit(2);
}
const executablePath = process.env.TIDEMARK_BROWSER ?? '/usr/lib/chromium/chromium-headless-shell';
const browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid() !== 0 });
try {
  const page = await browser.newPage({ viewport: { width: 1000, height: 800 } });
  await page.goto(pathToFileURL(report).href);
  await page.waitForSelector('canvas');
  const top = (selector) => page.$eval(selector, (found) => found.getBoundingClientRect().top);
  const pictures = [
    ['report-verdict.png', 0, await top('figure.chart + figure.chart')],
    ['report-finding.png', (await top('#leftovers')) - 12, (await top('article.finding + article.finding')) - 12],
  ];
  for (const [name, top, bottom] of pictures) {
    await page.screenshot({
      path: fileURLToPath(new URL(name, import.meta.url)),
      fullPage: true,
      clip: { x: 0, y: top, width: 1000, height: bottom - top },
    });
  }
} finally {
  await browser.close();
}
