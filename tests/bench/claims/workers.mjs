// "Worker: 50 MB": what a worker costs beside its browser, as one of ten alike.
import { setTimeout as delay } from 'node:timers/promises';
import { here } from './browsers.mjs';
import { spread, table } from './figures.mjs';
import { cost, look, start } from './programs.mjs';

const python = '/usr/bin/python3'; // Debian's, which has Debian's packages.
const selenium = '/usr/lib/python3/dist-packages/selenium';
const waiting = 'process.stdin.resume().on("end", () => process.exit()); console.log("ready");';

// Until they compute no more: twice in a row less than 1% of a core between two looks.
async function rest(programs) {
  const spent = async () => (await look(...programs)).reduce((total, { cpu_ms: ms }) => total + ms, 0);
  let before = await spent();
  for (let quiet = 0, looks = 0; quiet < 2; ++looks) {
    if (looks === 30) throw new Error('they do not come to rest');
    await delay(1000);
    const now = await spent();
    quiet = now - before < 15 ? quiet + 1 : 0;
    before = now;
  }
}

async function crowd(command, smoke, { told = true, stubborn = false } = {}) {
  const programs = Array.from({ length: smoke ? 2 : 10 }, () => start(command, { stubborn }));
  try {
    if (told) for (const program of programs) await program.answer(60);
    await rest(programs);
    const all = cost(await look(...programs));
    return Object.fromEntries(['rss', 'pss', 'uss', 'descriptors', 'threads', 'processes'].map((key) => [key, all[key] / programs.length]));
  } finally {
    for (const program of programs) await program.end();
  }
}

// Celery with so many children, each of which has worked.
export async function startCelery(children) {
  const program = start(
    [python, '-m', 'celery', '--app', 'celery_worker', '--workdir', here('.'), 'worker', '--pool=prefork',
      `--concurrency=${children}`, '--loglevel=ERROR', '--without-gossip', '--without-mingle', '--without-heartbeat'],
    { stubborn: true });
  try {
    const worked = new Set();
    while (worked.size < children) {
      const line = await program.answer(120);
      if (line.startsWith('worked ')) worked.add(line);
    }
    return program;
  } catch (error) {
    await program.end();
    throw error;
  }
}

async function celery(smoke) {
  const children = smoke ? 2 : 10;
  const program = await startCelery(children);
  try {
    await rest([program]);
    const all = cost((await look(program)).filter(({ pid }) => pid !== program.pid));
    return Object.fromEntries(['rss', 'pss', 'uss', 'descriptors', 'threads', 'processes'].map((key) => [key, all[key] / children]));
  } finally {
    await program.end();
  }
}

// Says nothing until it is asked.
export const runDriver = ['node', 'node_modules/playwright-core/cli.js', 'run-driver'];

export const workers = {
  title: 'A worker beside its browser, as one of ten alike: MiB each',
  contenders: {
    'node': { run: (smoke) => crowd(['node', '-e', waiting], smoke) },
    'node with playwright-core': { run: (smoke) => crowd(['node', '-e', `import("playwright-core").then(() => { ${waiting} })`], smoke) },
    'node with puppeteer-core': { run: (smoke) => crowd(['node', '-e', `import("puppeteer-core").then(() => { ${waiting} })`], smoke) },
    'playwright-core run-driver, which Playwright for Python starts': { run: (smoke) => crowd(runDriver, smoke, { told: false }) },
    'python': { needs: [python], run: (smoke) => crowd([python, '-uc', 'import sys; print("ready"); sys.stdin.read()'], smoke) },
    'python with selenium': {
      needs: [python, selenium],
      run: (smoke) => crowd([python, '-uc', 'import sys, selenium.webdriver.chrome.webdriver; print("ready"); sys.stdin.read()'], smoke),
    },
    'chromedriver': {
      needs: ['/usr/bin/chromedriver'],
      run: (smoke) => crowd(['/usr/bin/chromedriver', '--port=0'], smoke, { stubborn: true }),
    },
    'Celery prefork child with selenium': { needs: ['/usr/lib/python3/dist-packages/celery', selenium], run: celery },
  },
  table: (measured) => table(['', 'n', 'PSS', 'USS', 'RSS', 'descriptors', 'threads'], [...measured].map(([name, runs]) => [
    name, runs.length, ...['pss', 'uss', 'rss'].map((key) => spread(runs.map((r) => r[key]), 1)),
    ...['descriptors', 'threads'].map((key) => spread(runs.map((r) => r[key])))])),
};
