#!/usr/bin/env node
// Defect: "Execution context was destroyed" is answered with retries that nothing bounds.
//
// Modelled on the base_scraper.py of a scraper, whose `evaluate` waits 500 ms and tries again whenever a
// message says that the context was destroyed or mentions a navigation. The context belongs to a page
// that has gone; 500 ms later the next may be going as well. A challenge page reloads itself for ever,
// so each of them holds a worker for as long as there are tries.
//
// What a harness should find: no process too many, but domains that are answered long after their
// budget: 3 s for a page that reloads become ten or more.
//
// With --fixed all tries share what is left of the domain's time.
import { setTimeout as delay } from 'node:timers/promises';
import { contextOptions, launchChromium } from './chromium.mjs';
import { leave, perform, readDomains, readOptions } from './tasks.mjs';

const { fixed, workers, timeout } = readOptions({ workers: 3 });
const tries = 15;

const browser = await launchChromium();

// What a scraper wants of a page: its text, once it has stopped changing.
function readText(page) {
  return page.evaluate(async () => {
    await new Promise((resolve) => setTimeout(resolve, 400));
    return document.body.innerText;
  });
}

function isNavigation(error) {
  return /context was destroyed|navigat/i.test(error.message);
}

async function readAgainAndAgain(page) {
  for (let left = tries; ; left -= 1) {
    try {
      return await readText(page);
    } catch (error) {
      if (left === 0 || !isNavigation(error)) throw error;
      await delay(500);
    }
  }
}

async function readUntil(deadline, page) {
  const late = delay(deadline - performance.now()).then(() => {
    throw new Error('the page reloads for ever');
  });
  late.catch(() => {}); // Also where nobody waits for it any more.
  for (;;) {
    try {
      return await Promise.race([readText(page), late]);
    } catch (error) {
      if (!isNavigation(error) || performance.now() >= deadline) throw error;
    }
  }
}

async function analyze(domain) {
  const deadline = performance.now() + timeout;
  const context = await browser.newContext(contextOptions);
  try {
    const page = await context.newPage();
    await page.goto(`https://${domain}/`, { waitUntil: 'domcontentloaded', timeout });
    const text = await (fixed ? readUntil(deadline, page) : readAgainAndAgain(page));
    return text ? 'alive' : 'empty';
  } finally {
    await context.close();
  }
}

async function work(worker, domains) {
  for await (const domain of domains) await perform(worker, domain, analyze);
}

const domains = readDomains();
await Promise.all(Array.from({ length: workers }, (_, index) => work(index + 1, domains)));
await browser.close();
await leave();
