// "100 workers and 35 browsers need 14 GB": rows of the document's table, all there at the same time.
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { here, shell, withPages } from './browsers.mjs';
import { spread, table } from './figures.mjs';
import { copyOf, cost, look, ofBrowser, ofProgram, start } from './programs.mjs';
import { runDriver, startCelery } from './workers.mjs';

const available = () => Number(/^MemAvailable:\s+(\d+)/m.exec(readFileSync('/proc/meminfo', 'utf8'))[1]) / 1024;

// Workers are Celery's children, each with the process that Playwright for Python would start for it. The browsers
// are Playwright's for Node.js, all of one program.
async function measure(workers, browsers) {
  const needed = workers * 100 + browsers * 150; // MiB, a little above what was measured.
  if (available() < needed) {
    return { reason: `${(available() / 1024).toFixed(0)} GiB of memory are free, ${(needed / 1024).toFixed(0)} may be needed` };
  }
  const before = available();
  return withPages(['node', here('pages_playwright.mjs'), copyOf(shell), String(browsers)], async (program) => {
    const celery = await startCelery(workers);
    const drivers = Array.from({ length: workers }, () => start(runDriver));
    try {
      const figures = {};
      for (const pages of [1, 2, 3]) {
        await program.ask(`open ${browsers * pages}`);
        await delay(3000);
        const pids = new Set(drivers.map(({ pid }) => pid));
        const all = await look(program, celery, ...drivers);
        const own = await look(program);
        figures[pages] = {
          all: cost(all), browsers: cost(own.filter(ofBrowser)), program: cost(own.filter(ofProgram)),
          celery: cost(await look(celery)), drivers: cost(all.filter(({ pid }) => pids.has(pid))),
          available_fell: before - available(),
        };
      }
      return { figures };
    } finally {
      await celery.end();
      await Promise.all(drivers.map((driver) => driver.end()));
    }
  });
}

const contender = (workers, browsers) => ({
  needs: [shell, '/usr/lib/python3/dist-packages/celery', '/usr/lib/python3/dist-packages/selenium'],
  run: (smoke) => (smoke ? measure(2, 1) : measure(workers, browsers)),
});

export const fleet = {
  title: 'Workers and browsers at the same time (headless shell): PSS in MiB',
  contenders: {
    '20 workers, 10 browsers': contender(20, 10),
    '50 workers, 20 browsers': contender(50, 20),
    '100 workers, 35 browsers': contender(100, 35),
  },
  table: (measured) => table(
    ['', 'pages in each', 'n', 'browsers', 'Celery', 'drivers', 'program', 'in all', 'RSS sum', 'free memory fell by',
      'processes', 'descriptors', 'most in one process'],
    [...measured].flatMap(([name, runs]) => [1, 2, 3].map((pages) => {
      const of = (figure) => spread(runs.map((r) => figure(r.figures[pages])));
      return [name, pages, runs.length, of((f) => f.browsers.pss), of((f) => f.celery.pss), of((f) => f.drivers.pss), of((f) => f.program.pss),
        of((f) => f.all.pss), of((f) => f.all.rss), of((f) => f.available_fell), of((f) => f.all.processes), of((f) => f.all.descriptors),
        of((f) => f.all.most_descriptors)];
    }))),
};
