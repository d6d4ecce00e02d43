#!/usr/bin/env node
// Defect: every worker has its own browser, and the clean-up closes only the main thread's.
//
// Modelled on a list analyzer in Python that kept its Playwright instances in a threading.local.
// There, `get_playwright_instances()` made a browser for each thread of a ThreadPoolExecutor, and
// `cleanup_playwright()`, called by the main thread after each run, saw only its own thread's:
// "With 5-10 workers = 5-10 orphaned processes". Here an AsyncLocalStorage is the threading.local,
// and a batch of domains is a run.
//
// What a harness should find: after every batch as many more browsers as there are workers, each
// with its GPU, network and zygote processes and its profile directory, all still children of this
// program. Contexts are closed properly, so no renderer is left. At the end of input everything
// goes: the leak exists only while the program lives.
//
// With --fixed every worker cleans up after itself, and each batch ends with no browser at all.
import { AsyncLocalStorage } from 'node:async_hooks';
import { contextOptions, launchChromium, visit } from './chromium.mjs';
import { leave, perform, readBatches, readOptions } from './tasks.mjs';

const { fixed, workers, timeout } = readOptions({ workers: 2 });

const threadLocal = new AsyncLocalStorage();

async function getBrowser() {
  const local = threadLocal.getStore();
  if (!local.browser?.isConnected()) local.browser = await launchChromium();
  return local.browser;
}

// Closes the caller's browser, which is no other worker's.
async function cleanUp() {
  await threadLocal.getStore().browser?.close();
}

async function analyze(domain) {
  const browser = await getBrowser();
  const context = await browser.newContext(contextOptions);
  try {
    return await visit(context, domain, timeout);
  } finally {
    await context.close();
  }
}

async function work(worker, queue) {
  try {
    while (queue.length > 0) await perform(worker, queue.shift(), analyze);
  } finally {
    if (fixed) await cleanUp();
  }
}

async function analyzeParallel(batch) {
  const queue = [...batch];
  const threads = Array.from({ length: workers }, (_, index) =>
    threadLocal.run({}, work, index + 1, queue),
  );
  await Promise.all(threads);
}

await threadLocal.run({}, async function mainThread() {
  for await (const batch of readBatches()) {
    await analyzeParallel(batch);
    await cleanUp(); // The main thread never had a browser.
  }
});
await leave();
