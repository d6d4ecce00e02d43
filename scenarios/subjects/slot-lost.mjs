#!/usr/bin/env node
// Defect: the slot of a browser is given back by its close(), and nobody closes a browser that died.
//
// Modelled on the browser_utils.py of a scraper: `create_browser()` takes a semaphore's slot, launches
// a browser and wraps `browser.close` so that it releases the slot. A browser that crashes or is killed
// needs no closing, so its slot is gone. Waiting for a slot has no deadline: once all are lost, the
// program stands still and looks healthy.
//
// What a harness should find: no process too many, and no answers any more after as many crashes as
// there are slots (two). Or, of the slots it is told of, that they are held and no browser is there.
//
// With --fixed the slot is given back in `finally`, whatever became of the browser.
import { launch, visitOnce } from './browsers.mjs';
import { Slots } from './slots.mjs';
import { leave, perform, readDomains, readOptions } from './tasks.mjs';

const { fixed, workers, timeout } = readOptions({ workers: 3 });

const slots = new Slots(2);

async function createBrowser(worker, domain) {
  await slots.acquire(worker, domain);
  const browser = await launch();
  slots.taken(worker, domain, browser);
  return browser;
}

async function visitAndClose(worker, domain) {
  const browser = await createBrowser(worker, domain);
  try {
    return await visitOnce(browser, domain, timeout);
  } finally {
    if (browser.connected) {
      await browser.close();
      slots.release(worker, domain);
    }
  }
}

async function visitAndRelease(worker, domain) {
  await slots.acquire(worker, domain);
  let browser;
  try {
    // One that dies while it starts is waited for this long, by default for three minutes.
    browser = await launch({ protocolTimeout: 10000 });
    slots.taken(worker, domain, browser);
    return await visitOnce(browser, domain, timeout);
  } finally {
    await browser?.close();
    slots.release(worker, domain);
  }
}

async function work(worker, domains) {
  for await (const domain of domains) {
    const once = fixed ? visitAndRelease : visitAndClose;
    await perform(worker, domain, () => once(worker, domain));
  }
}

const domains = readDomains();
await Promise.all(Array.from({ length: workers }, (_, index) => work(index + 1, domains)));
await leave();
