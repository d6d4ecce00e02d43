#!/usr/bin/env node
// Defect: the browser hangs on a WebSocket, so it does not notice when its program is killed.
//
// Puppeteer's default. Its exit handlers close the browser after an exception, SIGINT or SIGTERM, but
// nothing runs after SIGKILL: an out-of-memory killer, `docker kill`, a supervisor that lost patience.
// A browser with --remote-debugging-port waits for the next client, for ever. The seeds had three
// generations of them, each from a restart.
//
// What a harness should find: every kill leaves one whole browser without an owner, and its profile.
//
// With --fixed the browser hangs on a pipe (`pipe: true`): its end closes with the program, and the
// browser leaves. A killed program cannot remove the profile, so the next start does.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch, visit } from './browsers.mjs';
import { leave, perform, readDomains, readOptions } from './tasks.mjs';

const { fixed, workers, timeout } = readOptions({ workers: 2 });

const prefix = 'orphaning-launcher-'; // and the process id of the program
const profile = join(tmpdir(), `${prefix}${process.pid}`);

function runs(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function launchOnPipe() {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(prefix) || runs(Number(name.slice(prefix.length)))) continue;
    rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
  mkdirSync(profile);
  return launch({ pipe: true, userDataDir: profile });
}

const browser = await (fixed ? launchOnPipe() : launch());

async function work(worker, domains) {
  for await (const domain of domains) {
    await perform(worker, domain, () => visit(browser, domain, timeout));
  }
}

const domains = readDomains();
await Promise.all(Array.from({ length: workers }, (_, index) => work(index + 1, domains)));
await browser.close();
if (fixed) rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
await leave();
