#!/usr/bin/env node
// Defect: a pool replaces a browser that no longer answers, and forgets it instead of killing it.
//
// Modelled on puppeteer-cluster: its repair() gives `browser.close()` five seconds, swallows what came
// of it and launches a new browser. A browser that hangs, or is stopped, does not hear the close; with
// nothing in the pool's code that kills, it stays, and every repair adds another.
//
// What a harness should find: after each browser that was stopped (SIGSTOP), one more wedged browser,
// and its helpers, which wait for it.
//
// With --fixed whatever did not close in time is killed, with its whole process group.
import { setTimeout as delay } from 'node:timers/promises';
import { launch, visit } from './browsers.mjs';
import { leave, perform, readDomains, readOptions } from './tasks.mjs';

const { fixed, workers, timeout } = readOptions({ workers: 2 });
const grace = 1000;

let current; // the launch of the browser that all workers use

function getBrowser() {
  return (current ??= launch());
}

function kill(browser) {
  // Puppeteer starts it as the leader of a group.
  if (browser.process().exitCode === null) process.kill(-browser.process().pid, 'SIGKILL');
}

async function retire(browser) {
  const closed = browser.close().then(() => true, () => false);
  if (!(await Promise.race([closed, delay(grace, false)])) && fixed) kill(browser);
}

async function repair(broken) {
  if (current !== broken) return; // Another worker was first.
  current = undefined;
  const browser = await broken;
  getBrowser().catch(() => {}); // The next one, at once; who needs it hears whether it came.
  await retire(browser);
}

function expire() {
  return delay(timeout + 500).then(() => {
    throw new Error('the browser does not answer');
  });
}

async function analyze(domain) {
  const mine = getBrowser();
  try {
    return await Promise.race([visit(await mine, domain, timeout), expire()]);
  } catch (error) {
    const expected = error.name === 'TimeoutError' || error.message.includes('net::ERR_');
    if (!expected) await repair(mine);
    throw error;
  }
}

async function work(worker, domains) {
  for await (const domain of domains) await perform(worker, domain, analyze);
}

const domains = readDomains();
await Promise.all(Array.from({ length: workers }, (_, index) => work(index + 1, domains)));
if (current) await retire(await current);
await leave();
