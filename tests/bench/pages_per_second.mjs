// How many pages a second: Playwright and the analyzer's browsers in turns, with the same Chromium, page and
// number of visits at once. Prints the table of docs/browser-pool.md.
//
//   node tests/bench/pages_per_second.mjs [--rounds 5] [--pages 100] [--visits 4] [--only PART]...
//
// --only takes contenders with PART in their name; --visits 2,4,8 compares numbers of visits at once.
// Needs nginx, chromium-headless-shell, chromium, `npm install`, and the target pool_pages. A rate counts from the
// eighth page on, so that nobody's start is measured. PSS is of the browser's processes, and of these and the
// program that drives them; sampled twice a second.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { writeShop } from './shop_page.mjs';

const { values: options } = parseArgs({ options: {
  rounds: { type: 'string', default: '5' }, pages: { type: 'string', default: '100' },
  visits: { type: 'string', default: '4' }, only: { type: 'string', multiple: true, default: [''] } } });
const [rounds, pages] = [options.rounds, options.pages].map(Number);
const concurrencies = options.visits.split(',').map(Number);
const warmUp = 8;
const shell = '/usr/lib/chromium/chromium-headless-shell';
const stock = '/usr/lib/chromium/chromium';
const pool = 'build/release/bin/pool_pages';
const playwright = new URL('pages_playwright.mjs', import.meta.url).pathname;
const contenders = {
  'Playwright, one browser, fresh context': ['node', playwright, shell, 'shared'],
  'Tidemark, reuse (default)': [pool, shell, 'reuse'],
  'Tidemark, fast': [pool, shell, 'fast'],
  'Tidemark, fresh': [pool, shell, 'fresh'],
  'Playwright, a stock browser per worker': ['node', playwright, stock, 'own'],
};

const scratch = mkdtempSync(`${tmpdir()}/tmbench-`);
const port = await new Promise((known) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port: free } = probe.address();
    probe.close(() => known(free));
  });
});
mkdirSync(`${scratch}/www`);
writeShop(`${scratch}/www`);
writeFileSync(`${scratch}/nginx.conf`, `daemon off; worker_processes 1; pid ${scratch}/pid; error_log ${scratch}/errors;
events { worker_connections 512; }
http { access_log off; types { text/html html; application/javascript js; text/css css; image/png png; }
  client_body_temp_path ${scratch}/1; proxy_temp_path ${scratch}/2; fastcgi_temp_path ${scratch}/3;
  uwsgi_temp_path ${scratch}/4; scgi_temp_path ${scratch}/5;
  server { listen 127.0.0.1:${port}; root ${scratch}/www; } }
`);
if (process.getuid() === 0) writeFileSync(`${scratch}/nginx.conf`, `user root;\n${readFileSync(`${scratch}/nginx.conf`)}`);
const nginx = spawn('nginx', ['-e', `${scratch}/errors`, '-c', `${scratch}/nginx.conf`], { stdio: 'inherit' });

function descendants(root) {
  const found = [root];
  for (let i = 0; i < found.length; ++i) {
    try {
      for (const thread of readdirSync(`/proc/${found[i]}/task`)) {
        const children = readFileSync(`/proc/${found[i]}/task/${thread}/children`, 'utf8');
        found.push(...children.trim().split(' ').filter(Boolean));
      }
    } catch { /* it ended meanwhile */ }
  }
  return found;
}

function pss(pid) {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]) / 1024;
  } catch {
    return 0;
  }
}

let running;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    running?.kill();
    nginx.kill();
    rmSync(scratch, { recursive: true, force: true });
    process.exit(1);
  });
}

async function run([program, ...words], visits) {
  // Tidemark's rule is an endpoint map, Chromium's its own.
  const rule = program === 'node' ? `MAP * 127.0.0.1:${port}` : `*=127.0.0.1:${port}`;
  const child = spawn(program, [...words, String(visits), rule], { stdio: ['pipe', 'pipe', 'inherit'] });
  running = child;
  const ended = new Promise((done) => child.once('exit', done));
  child.stdin.end(Array.from({ length: pages }, (_, i) => `site-${i}.example\n`).join(''));
  const peak = { browsers: 0, tree: 0 };
  const sampling = setInterval(() => {
    const [driver, ...others] = descendants(child.pid).map(pss);
    const browsers = others.reduce((sum, size) => sum + size, 0);
    peak.browsers = Math.max(peak.browsers, browsers);
    peak.tree = Math.max(peak.tree, browsers + driver);
  }, 500);
  let count = 0;
  let start = 0;
  let end = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    if (Number(line.split(' ')[1]) < 5000 || line.split(' ').length > 3) throw new Error(`not read: ${line}`);
    if (++count === warmUp) start = performance.now();
    end = performance.now();
  }
  clearInterval(sampling);
  await ended;
  if (count !== pages) throw new Error(`${count} of ${pages} pages`);
  return { rate: (pages - warmUp) / (end - start) * 1000, ...peak };
}

const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
const wanted = Object.keys(contenders).filter((name) => options.only.some((part) => name.includes(part)));
const entries = wanted.flatMap((name) => concurrencies.map((visits) => ({
  name: concurrencies.length > 1 ? `${name}, ${visits} visits at once` : name, words: contenders[name], visits })));
const names = entries.map(({ name }) => name);
const runs = Object.fromEntries(names.map((name) => [name, []]));
try {
  for (let round = 0; round < rounds; ++round) {
    for (const { name, words, visits } of entries) {
      const result = await run(words, visits);
      runs[name].push(result);
      console.error(`${name}: ${result.rate.toFixed(1)} pages/s, ${result.browsers.toFixed(0)} MiB`);
    }
  }
} finally {
  nginx.kill();
  await new Promise((done) => nginx.once('exit', done));
  rmSync(scratch, { recursive: true });
}
// Ratios of the same round: what else the machine does slows neighbours in time alike.
const first = runs[names[0]];
console.log(`\n${pages} pages, ${options.visits} visits at once, ${rounds} rounds\n`);
console.log('| | pages/s (lowest-highest) | ratio | peak PSS of the browsers, MiB | ratio | with its driver, MiB |');
console.log('|---|---|---|---|---|---|');
for (const name of names) {
  const rates = runs[name].map((run) => run.rate);
  const of = (key) => median(runs[name].map((run) => run[key]));
  const ratio = (key) => {
    const ratios = runs[name].map((run, i) => run[key] / first[i][key]);
    return `${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)}-${Math.max(...ratios).toFixed(2)})`;
  };
  console.log(`| ${name} | ${median(rates).toFixed(1)} (${Math.min(...rates).toFixed(1)}-${Math.max(...rates).toFixed(1)}) | ${ratio('rate')} | ${of('browsers').toFixed(0)} | ${ratio('browsers')} | ${of('tree').toFixed(0)} |`);
}
