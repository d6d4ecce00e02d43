// "Each browser uses 100-200 MB" (Playwright) and "300-500 MB" (Selenium), "faster execution": the same Chromium
// with one page open, and pages one after the other.
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { ratios, spread, table } from './figures.mjs';
import { copyOf, cost, look, ofBrowser, ofProgram, serve, start, tidemark } from './programs.mjs';

export const shell = '/usr/lib/chromium/chromium-headless-shell';
export const whole = '/usr/lib/chromium/chromium';
export const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const scenario = here('sites.json');

const libraries = {
  Playwright: { command: ['node', here('pages_playwright.mjs')], needs: [] },
  Puppeteer: { command: ['node', here('pages_puppeteer.mjs')], needs: [] },
  Selenium: {
    command: ['/usr/bin/python3', here('pages_selenium.py')],
    needs: ['/usr/bin/chromedriver', '/usr/lib/python3/dist-packages/selenium'],
  },
};

export function figuresOf(processes) {
  if (!processes.some(({ role }) => role === 'renderer')) throw new Error('no page is open');
  const driver = processes.filter(({ role }) => role === 'driver');
  return {
    browser: cost(processes.filter(ofBrowser)), program: cost(processes.filter(ofProgram)),
    ...(driver.length > 0 && { driver: cost(driver) }),
  };
}

// Starts a program that obeys orders.mjs and hands it over; sites and program are ended afterwards.
export async function withPages(command, use) {
  const sites = await serve(scenario);
  const program = start(command, { environment: sites.environment });
  try {
    return await use(program);
  } finally {
    await program.end();
    await sites.program.end();
  }
}

async function onePage(command, smoke) {
  return withPages(command, async (program) => {
    await program.ask('open 1');
    await delay(2000); // What comes beside a page (spare renderers, caches) has then come.
    const figures = figuresOf(await look(program));
    const pages = smoke ? 2 : 10;
    await program.ask('close');
    await program.ask('visit 1 2');
    return { ...figures, pages_per_second: pages / (await program.ask(`visit 1 ${pages}`) / 1000) };
  });
}

// The analyzer has no page open once it has read it: it is looked at while one is waiting for its data.
async function analyzerPage(browser) {
  const sites = await serve(scenario);
  const program = start([tidemark, 'analyze', '-', '--json', '--quiet', '--browser', browser, ...sites.options], { stubborn: false });
  try {
    program.tell('held.com');
    for (const deadline = performance.now() + 15000; ;) {
      await delay(200);
      if ((await look(program)).some(({ role }) => role === 'renderer')) break;
      if (performance.now() > deadline) throw new Error('the analyzer opens no page');
    }
    await delay(1000);
    const figures = figuresOf(await look(program));
    const { state } = JSON.parse(await program.answer(30));
    if (!['alive', 'shell'].includes(state)) throw new Error(`the analyzer found ${state}`);
    return figures;
  } finally {
    await program.end();
    await sites.program.end();
  }
}

const contenders = {};
for (const [kind, browser] of [['headless shell', shell], ['whole Chromium', whole]]) {
  for (const [library, { command, needs }] of Object.entries(libraries)) {
    contenders[`${kind}, ${library}`] = { needs: [browser, ...needs], run: (smoke) => onePage([...command, copyOf(browser)], smoke) };
  }
}
contenders['headless shell, Tidemark'] = { needs: [shell], run: () => analyzerPage(copyOf(shell)) };

export const browsers = {
  title: 'One page open: MiB of the browser, of the program that drives it (chromedriver included), and pages/s one after the other',
  contenders,
  table: (measured) => table(
    ['', 'n', 'PSS', 'to Playwright', 'USS', 'RSS sum', 'processes', 'program PSS', 'program USS', 'pages/s', 'to Playwright'],
    [...measured].map(([name, runs]) => {
      const first = measured.get(`${name.split(',')[0]}, Playwright`) ?? [];
      return [name, runs.length, spread(runs.map((r) => r.browser.pss)), spread(ratios(runs, first, (r) => r.browser.pss), 2),
        spread(runs.map((r) => r.browser.uss)), spread(runs.map((r) => r.browser.rss)), spread(runs.map((r) => r.browser.processes)),
        spread(runs.map((r) => r.program.pss)), spread(runs.map((r) => r.program.uss)),
        spread(runs.map((r) => r.pages_per_second), 1), spread(ratios(runs, first, (r) => r.pages_per_second), 2)];
    })),
};
