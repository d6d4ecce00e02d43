// A subject whose browser remembers something of each domain: hoards.mjs BYTES [WORKERS]. Contexts and pages are
// closed on every path; what grows is one page that stays open, in which each domain leaves BYTES. Each worker has a
// browser of its own.
import { contextOptions, launchChromium, visit } from '../../../scenarios/subjects/chromium.mjs';
import { leave, perform, readDomains } from '../../../scenarios/subjects/tasks.mjs';

const [bytes, workers = 1] = process.argv.slice(2).map(Number);

class Hoarder {
  #browser;
  #hoard;

  async #open() {
    this.#browser = await launchChromium();
    const context = await this.#browser.newContext();
    this.#hoard = await context.newPage();
  }

  async analyze(domain) {
    if (!this.#browser) await this.#open();
    const context = await this.#browser.newContext(contextOptions);
    try {
      return await visit(context, domain, 2000);
    } finally {
      await context.close();
      await this.#hoard.evaluate((more) => {
        (globalThis.kept ??= []).push(new Uint8Array(more).fill(1));
      }, bytes);
    }
  }
}

const domains = readDomains();
await Promise.all(
  Array.from({ length: workers }, async (_, index) => {
    const hoarder = new Hoarder();
    for await (const domain of domains) {
      await perform(index + 1, domain, (asked) => hoarder.analyze(asked));
    }
  }),
);
await leave();
