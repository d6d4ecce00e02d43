// What the filtering proxy costs: the same pages through the same Chromium, by Playwright with a fresh
// context per page, directly and through lanes, in turns. Prints pages/s of each turn, their ratio, and the
// proxy's own CPU time per page.
//
//   node tests/bench/proxy_cost.mjs [PAGES_PER_TURN [TURNS [CONCURRENCY]]]      by default 60 4 4
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const [pages = 60, turns = 4, concurrency = 4] = process.argv.slice(2).map(Number);

if (process.env.TIDEMARK_BENCH_SITE) {
  // This file again, as the site: a process of its own, so that it costs both the same.
  const { createServer } = await import('node:http');
  const parts = {
    '/script.js': ['text/javascript', `const table = ${JSON.stringify('x'.repeat(60000))};document.title = table.length;`],
    '/style.css': ['text/css', 'p { margin: 1em }\n'.repeat(200)],
    '/image': ['image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'],
  };
  const html = ['text/html', `<!doctype html><link rel=stylesheet href=/style.css><script src=/script.js></script>${[1, 2, 3, 4, 5, 6]
    .map((n) => `<img src=/image?${n}>`).join('')}${'<p>some text of a page</p>'.repeat(850)}`];
  const server = createServer((request, reply) => {
    const [type, body] = parts[request.url.split('?')[0]] ?? html;
    reply.writeHead(200, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) }).end(body);
  });
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
  process.stdin.on('end', () => process.exit()).resume();
} else {
  const self = fileURLToPath(import.meta.url);
  const site = spawn(process.execPath, [self], { env: { ...process.env, TIDEMARK_BENCH_SITE: '1' }, stdio: ['pipe', 'pipe', 'inherit'] });
  const [port] = await once(createInterface({ input: site.stdout }), 'line');
  const lanes = spawn(fileURLToPath(new URL('../../build/release/bin/proxy_lanes', import.meta.url)),
    [String(concurrency), '127.0.0.1', port], { stdio: ['pipe', 'pipe', 'inherit'] });
  const said = createInterface({ input: lanes.stdout })[Symbol.asyncIterator]();
  const addresses = [];
  for (let line; (line = (await said.next()).value); ) addresses.push(line);

  const launch = (args) => chromium.launch({
    executablePath: process.env.TIDEMARK_BROWSER ?? '/usr/lib/chromium/chromium-headless-shell',
    args: ['--disable-gpu', '--disable-quic', ...args],
    chromiumSandbox: process.getuid() !== 0,
  });
  const ways = {
    direct: await launch([`--host-resolver-rules=MAP * 127.0.0.1:${port}`]),
    proxied: await launch(['--proxy-bypass-list=<-loopback>']),
  };
  let number = 0;
  const visit = async (way, slot) => {
    const context = await ways[way].newContext(way === 'proxied' ? { proxy: { server: addresses[slot], bypass: '<-loopback>' } } : {});
    const page = await context.newPage();
    await page.goto(`http://site-${number++}.example/`, { waitUntil: 'load' });
    if ((await page.title()) !== '60000') throw new Error(`the page of ${way} is not whole`);
    await context.close();
  };
  const turn = async (way, count) => {
    const start = performance.now();
    let left = count;
    await Promise.all(Array.from({ length: concurrency }, async (_, slot) => {
      while (left-- > 0) await visit(way, slot);
    }));
    return count / ((performance.now() - start) / 1000);
  };
  const rates = { direct: [], proxied: [] };
  for (const way of Object.keys(ways)) await turn(way, 2 * concurrency);
  for (let i = 0; i < turns; ++i) {
    for (const way of i % 2 === 0 ? ['direct', 'proxied'] : ['proxied', 'direct']) {
      rates[way].push(await turn(way, pages));
      console.log(way.padEnd(8), `${rates[way].at(-1).toFixed(2)} pages/s`);
    }
  }
  const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;
  await Promise.all(Object.values(ways).map((browser) => browser.close()));
  lanes.stdin.end();
  const cpu = Number((await said.next()).value);
  site.stdin.end();
  console.log(`proxied / direct: ${(mean(rates.proxied) / mean(rates.direct)).toFixed(3)}`);
  console.log(`CPU of the proxy: ${(cpu / (pages * turns + 2 * concurrency)).toFixed(2)} ms per page`);
}
