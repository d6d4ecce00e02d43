// "Each browser can handle 2-3 concurrent contexts efficiently": what further contexts cost, and what they bring.
import { setTimeout as delay } from 'node:timers/promises';
import { figuresOf, here, shell, whole, withPages } from './browsers.mjs';
import { spread, table } from './figures.mjs';
import { copyOf, look } from './programs.mjs';

const levels = [1, 2, 3, 5, 8];

async function measure(browser, smoke) {
  const wanted = smoke ? levels.slice(0, 2) : levels;
  return withPages(['node', here('pages_playwright.mjs'), copyOf(browser)], async (program) => {
    const at = Object.fromEntries(wanted.map((level) => [level, {}]));
    for (const level of wanted) {
      await program.ask(`open ${level}`);
      await delay(1500);
      const { browser: memory, program: driver } = figuresOf(await look(program));
      Object.assign(at[level], { pss: memory.pss, uss: memory.uss, rss: memory.rss, descriptors: memory.descriptors, program: driver.pss });
    }
    await program.ask('close');
    await program.ask('visit 2 4');
    const pages = smoke ? 4 : 24;
    for (const level of wanted) at[level].rate = pages / (await program.ask(`visit ${level} ${pages}`) / 1000);
    return { levels: at };
  });
}

export const contexts = {
  title: 'Contexts at once in one browser (Playwright): MiB with a page open in each, and pages/s with as many visits at once',
  contenders: {
    'headless shell': { needs: [shell], run: (smoke) => measure(shell, smoke) },
    'whole Chromium': { needs: [whole], run: (smoke) => measure(whole, smoke) },
  },
  table: (measured) => table(
    ['', 'contexts', 'n', 'PSS', 'each further one since the line above', 'RSS sum', 'pages/s', 'to one'],
    [...measured].flatMap(([name, all]) => levels.filter((level) => all.some((r) => r.levels[level])).map((level, index) => {
      const runs = all.filter((r) => r.levels[level]);
      const before = levels[index - 1];
      return [name, level, runs.length, spread(runs.map((r) => r.levels[level].pss)),
        index === 0 ? '' : spread(runs.map((r) => (r.levels[level].pss - r.levels[before].pss) / (level - before))),
        spread(runs.map((r) => r.levels[level].rss)), spread(runs.map((r) => r.levels[level].rate), 1),
        spread(runs.map((r) => r.levels[level].rate / r.levels[1].rate), 2)];
    }))),
};
