#!/usr/bin/env node
// Defect: the handler of SIGTERM closes the main thread's browser, and no other.
//
// Modelled on the repair that a list analyzer in Python was given against orphans of its restarts:
// `signal_handler()` called `cleanup_playwright()`, which sees the calling thread's browser only, and
// then `sys.exit(0)`. Here an AsyncLocalStorage is the threading.local. chrome-launcher starts the
// browsers and takes care of SIGINT by itself, but not of SIGTERM, which is what a supervisor sends.
//
// What a harness should find: each SIGTERM leaves a browser for each worker, with its GPU, network and
// zygote processes and its profile. They have no owner any more. The exit code is 0 all the same.
//
// With --fixed the handler closes all browsers that are there, and waits for those being launched.
import { AsyncLocalStorage } from 'node:async_hooks';
import { launch } from 'chrome-launcher';
import puppeteer from 'puppeteer-core';
import { args, executablePath, visit } from './browsers.mjs';
import { leave, perform, readDomains, readOptions } from './tasks.mjs';

const { fixed, workers, timeout } = readOptions({ workers: 2 });

const threadLocal = new AsyncLocalStorage();
const all = new Set(); // of launches

async function start() {
  const chrome = await launch({
    chromePath: executablePath, chromeFlags: ['--headless', ...args], logLevel: 'silent',
  });
  const session = await puppeteer.connect({ browserURL: `http://127.0.0.1:${chrome.port}` });
  return { chrome, session };
}

function getBrowser() {
  const local = threadLocal.getStore();
  if (!local.browser) all.add((local.browser = start()));
  return local.browser;
}

async function cleanUp(browser) {
  const { chrome, session } = await browser;
  await session.disconnect();
  await chrome.kill();
}

let leaving = false;
const mainThread = {};
process.on('SIGTERM', async () => {
  leaving = true;
  if (fixed) await Promise.all([...all].map(cleanUp));
  else if (mainThread.browser) await cleanUp(mainThread.browser);
  process.exit(0);
});

async function work(worker, domains) {
  for await (const domain of domains) {
    if (leaving) return; // What is left is the next start's.
    await perform(worker, domain, async () => visit((await getBrowser()).session, domain, timeout));
  }
}

await threadLocal.run(mainThread, async () => {
  const domains = readDomains();
  await Promise.all(
    Array.from({ length: workers }, (_, index) => threadLocal.run({}, work, index + 1, domains)),
  );
});
await Promise.all([...all].map(cleanUp)); // At the end of input the main thread waits for all.
await leave();
