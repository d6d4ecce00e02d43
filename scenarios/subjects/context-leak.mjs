#!/usr/bin/env node
// Defect: a context is not closed when its page times out or cannot be loaded.
//
// Modelled on a list analyzer in Python whose `_fetch_with_playwright()` made a context and a page
// for each domain in one shared browser, and closed the context as the last line of its `try`:
// "`context.close()` not called in all exception paths". An `except` clause then noted the error
// and the context was forgotten.
//
// What a harness should find: after every batch one more renderer process for each domain that hung
// or failed, below one browser that goes on working. Domains that answer leave nothing, not even
// with a refusal, so a healthy list shows no leak: it takes hostile sites to see this one.
//
// With --fixed the context is closed in `finally`, and only the browser is left after a batch.
import { contextOptions, launchChromium, visit } from './chromium.mjs';
import { leave, perform, readDomains, readOptions } from './tasks.mjs';

const { fixed, workers, timeout } = readOptions({ workers: 4 });

let shared; // the browser of all workers, or its launch

function forget() {
  shared = undefined;
}

async function launchShared() {
  try {
    const browser = await launchChromium();
    return browser.once('disconnected', forget);
  } catch (error) {
    forget();
    throw error;
  }
}

// Should it have died, the next one.
function getBrowser() {
  return (shared ??= launchShared());
}

async function fetchAndForget(domain) {
  const browser = await getBrowser();
  const context = await browser.newContext(contextOptions);
  const state = await visit(context, domain, timeout);
  await context.close(); // Not reached when visit() throws.
  return state;
}

async function fetchAndClose(domain) {
  const browser = await getBrowser();
  const context = await browser.newContext(contextOptions);
  try {
    return await visit(context, domain, timeout);
  } finally {
    await context.close();
  }
}

async function work(worker, domains) {
  for await (const domain of domains) {
    await perform(worker, domain, fixed ? fetchAndClose : fetchAndForget);
  }
}

const domains = readDomains();
await Promise.all(Array.from({ length: workers }, (_, index) => work(index + 1, domains)));
await leave();
