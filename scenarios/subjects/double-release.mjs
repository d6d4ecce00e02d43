#!/usr/bin/env node
// Defect: a browser that is closed twice gives its slot back twice.
//
// Modelled on the browser_utils.py of a scraper, whose wrapped `browser.close()` releases a slot each
// time it is called. After an error it is called where the error is handled, and again in the clean-up.
// `threading.Semaphore` counts up without a bound, so every error raises the limit for good.
//
// What a harness should find: nothing stays at rest, but cycle by cycle more processes at work: one
// more browser at a time for each site that timed out, until there is one for every worker.
//
// With --fixed a slot is given back once.
import { launch, visitOnce } from './browsers.mjs';
import { Slots } from './slots.mjs';
import { leave, perform, readDomains, readOptions } from './tasks.mjs';

const { fixed, workers, timeout } = readOptions({ workers: 6 });

const slots = new Slots(2);

async function createBrowser(worker, domain) {
  await slots.acquire(worker, domain);
  try {
    const browser = await launch();
    slots.taken(worker, domain, browser);
    let held = true;
    async function close() {
      if (fixed && !held) return;
      held = false;
      await browser.close();
      slots.release(worker, domain);
    }
    return { browser, close };
  } catch (error) {
    slots.release(worker, domain);
    throw error;
  }
}

async function analyze(worker, domain) {
  const { browser, close } = await createBrowser(worker, domain);
  try {
    return await visitOnce(browser, domain, timeout);
  } catch (error) {
    await close();
    throw error;
  } finally {
    await close();
  }
}

async function work(worker, domains) {
  for await (const domain of domains) {
    await perform(worker, domain, () => analyze(worker, domain));
  }
}

const domains = readDomains();
await Promise.all(Array.from({ length: workers }, (_, index) => work(index + 1, domains)));
await leave();
