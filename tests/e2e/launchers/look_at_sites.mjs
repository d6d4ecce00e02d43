// Looks at the sites of sites_test.cpp with Chromium and prints, as one JSON object, what each did to it:
// node look_at_sites.mjs HTTP_PORT HTTPS_PORT CA_FILE
import {chromium} from 'playwright-core';
import {execFileSync} from 'node:child_process';
import {setTimeout as delay} from 'node:timers/promises';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {browser, flags} from './session.mjs';

const [http, https, ca] = process.argv.slice(2);
// Trusted as an administrator would: service workers are not for those who look away.
const home = await fs.mkdtemp(path.join(os.tmpdir(), 'home-'));
const store = path.join(home, '.pki/nssdb');
await fs.mkdir(store, {recursive: true});
execFileSync('certutil', ['-d', `sql:${store}`, '-N', '--empty-password']);
execFileSync('certutil', ['-d', `sql:${store}`, '-A', '-n', 'sites', '-t', 'C,,', '-i', ca]);
const session = await chromium.launch({
  executablePath: browser,
  env: {...process.env, HOME: home},
  args: [...flags, `--host-resolver-rules=MAP *:80 127.0.0.1:${http},MAP *:443 127.0.0.1:${https}`],
});
const seen = {};

// A page of its own storage for one look.
async function look(name, work) {
  const context = await session.newContext();
  context.setDefaultTimeout(30000);
  seen[name] = await work(await context.newPage(), context);
  await Promise.race([context.close(), delay(5000)]);
}
const error_of = (page, url, timeout = 30000) =>
  page.goto(url, {timeout}).then(() => 'no error', (error) => error.message.split('\n')[0]);

await look('page', async (page) => {
  const answer = await page.goto('https://page.example/', {waitUntil: 'load'});
  const resources = await page.evaluate(() => performance.getEntriesByType('resource')
    .filter((entry) => !entry.name.endsWith('favicon.ico')).map((entry) => entry.name));
  return {status: answer.status(), title: await page.title(), resources: resources.length};
});
await look('shell', async (page) => {
  await page.goto('https://shell.example/');
  await page.waitForSelector('h1');
  return {text: await page.evaluate(() => document.body.innerText.length)};
});
await look('challenge', async (page) => {
  const first = await page.goto('https://challenge.example/');
  const passed = await page.waitForResponse((answer) =>
    answer.url() === 'https://challenge.example/' && answer.status() === 200);
  return {first: first.status(), 'at last': passed.status()};
});
await look('alert', async (page) => {
  let message;
  page.on('dialog', (dialog) => {
    message = dialog.message();
    return dialog.accept();
  });
  await page.goto('https://alert.example/');
  return {dialog: message, title: await page.title()};
});
await look('popup_storm', async (page, context) => {
  const opened = new Set();
  const all = new Promise((resolve) => context.on('page', (popup) => {
    opened.add(popup);
    if (opened.size === 5) resolve();
  }));
  await page.goto('https://popup-storm.example/');
  await Promise.race([all, delay(30000)]);
  return opened.size;
});
await look('memory_hog', async (page) => {
  await page.goto('https://memory-hog.example/');
  await page.waitForFunction(() => taken >= 50000000);
  return page.evaluate(() => kept.reduce((sum, piece) => sum + piece.byteLength, 0));
});
await look('service_worker', async (page, context) => {
  await page.goto('https://service-worker.example/');
  await page.waitForFunction(() => document.documentElement.dataset.worker === 'ready');
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  const [worker] = context.serviceWorkers();
  await page.reload();
  return {
    url: worker.url(),
    serves: await page.evaluate(async () => (await caches.match('/site.js')) !== undefined),
  };
});
await look('download', async (page) => {
  const [download] = await Promise.all([
    page.waitForEvent('download'), error_of(page, 'https://download.example/'),
  ]);
  return (await fs.stat(await download.path())).size;
});
await look('http_auth', async (page) => {
  const without = await page.goto('https://http-auth.example/');
  const context = await session.newContext({httpCredentials: {username: 'guest', password: 'guest'}});
  const answer = await (await context.newPage()).goto('https://http-auth.example/');
  await context.close();
  return {without: without.status(), with: answer.status()};
});
await look('title', async (page) => {
  await page.goto('https://title.example/');
  return page.title();
});
await look('loop', (page) => error_of(page, 'https://loop.example/'));
await look('reset', (page) => error_of(page, 'https://reset.example/'));
await look('tarpit', (page) => error_of(page, 'https://tarpit.example/', 1500));
await look('tls_stall', (page) => error_of(page, 'https://tls-stall.example/', 1500));
for (const kind of ['expired', 'wrong']) {
  const url = `https://${kind}-certificate.example/`;
  await look(`${kind}_certificate`, (page) => error_of(page, url));
}
// Last: it is the one that the browser itself has to be ended for.
await look('busy', async (page) => {
  await error_of(page, 'https://busy.example/', 2000);
  return Promise.race([page.evaluate(() => 'an answer'), delay(2000, 'no answer')]);
});
console.log(JSON.stringify(seen));
await Promise.race([session.close(), delay(5000)]);
await fs.rm(home, {recursive: true, force: true});
process.exit(0);
