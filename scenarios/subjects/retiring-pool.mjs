#!/usr/bin/env node
// No defect: a pool of browsers, each of which is retired after some pages and replaced by another.
//
// Modelled on what keeps long-running analyzers healthy in the field: a browser's own memory grows
// with every page, and a new browser is the cure. To a harness this looks like a leak at first: at
// every rest point there are processes and profile directories that were not there before.
//
// What a harness should find: nothing. As many browsers at every rest point, though others each
// time; a tool that remembers who was there at first calls every successor a leak.
import { contextOptions, launchChromium, visit } from './chromium.mjs';
import { leave, perform, readDomains, readOptions } from './tasks.mjs';

const { workers, timeout, pages } = readOptions({ workers: 2, pages: 10, fixable: false });

// One place in the pool: a browser, and its successor when it has served its pages.
class Place {
  #browser;
  #served = 0;

  async analyze(domain) {
    const browser = await this.#get();
    const context = await browser.newContext(contextOptions);
    try {
      return await visit(context, domain, timeout);
    } finally {
      await context.close();
    }
  }

  // The successor is there before the next domain comes, so that nobody waits for it. Should it not
  // start, #get() tries again.
  async retire() {
    if (++this.#served < pages) return;
    this.#served = 0;
    await this.#browser?.close();
    this.#browser = await launchChromium().catch(() => undefined);
  }

  // Should it have died, the next one.
  async #get() {
    if (!this.#browser?.isConnected()) this.#browser = await launchChromium();
    return this.#browser;
  }
}

async function work(worker, domains) {
  const place = new Place();
  for await (const domain of domains) {
    await perform(worker, domain, (asked) => place.analyze(asked));
    await place.retire();
  }
}

const domains = readDomains();
await Promise.all(Array.from({ length: workers }, (_, index) => work(index + 1, domains)));
await leave();
