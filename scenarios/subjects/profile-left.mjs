#!/usr/bin/env node
// Defect: every browser gets a profile directory of its own, which nobody removes.
//
// Puppeteer and Playwright remove the profiles that they made. Who names one, to keep cookies apart or
// to set preferences, owns it; `fs.mkdtemp()` makes it and the operating system does not take it back.
// browserless found 2,681 of them, 125 GB, after two hours.
//
// What a harness should find: after every batch one more directory in TMPDIR for each worker. No process.
//
// With --fixed the profile is removed once its browser has ended.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch, visit } from './browsers.mjs';
import { leave, perform, readBatches, readOptions } from './tasks.mjs';

const { fixed, workers, timeout } = readOptions({ workers: 2 });

async function work(worker, queue) {
  const userDataDir = await mkdtemp(join(tmpdir(), 'profile-'));
  const browser = await launch({ userDataDir });
  try {
    while (queue.length > 0) {
      await perform(worker, queue.shift(), (domain) => visit(browser, domain, timeout));
    }
  } finally {
    await browser.close();
    if (fixed) await rm(userDataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

for await (const batch of readBatches()) {
  await Promise.all(Array.from({ length: workers }, (_, index) => work(index + 1, batch)));
}
await leave();
