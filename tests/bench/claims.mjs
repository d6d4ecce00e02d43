// What the project's two first documents claim, measured: the figures of docs/claims.md.
//
//   node tests/bench/claims.mjs [PART...] [--rounds 10] [--only TEXT] [--minutes M] [--folder build/claims] [--smoke]
//
// Parts, all of them by default:
//   browsers   one page open: the same Chromium under Playwright, Puppeteer, Selenium and the analyzer; pages/s
//   contexts   1, 2, 3, 5 and 8 contexts at once in one browser: memory and pages/s
//   workers    what a worker costs beside its browser
//   fleet      100 workers and 35 browsers with three pages each, all there at the same time (some 10 GiB)
//   walls      the analyzer of the document before and after its fixes, and today's, on walled brands
//
// Each round measures everybody once, in turn. FOLDER/claims.jsonl gets a line for each measurement; what it has is
// not measured twice, so this can be stopped and started again, and the tables at the end are of all that is there.
// --rounds 0 only prints them. --only takes contenders with TEXT in their name. After --minutes nothing is begun any
// more. --smoke: one small round.
//
// Chromium and Node.js run from copies of their own, because PSS shares a file's memory among all that run it: other
// Chromiums on the machine change nothing. pages/s want a machine that has nothing else to do.
//
// Needs 0.7 GiB in TMPDIR, the target tidemark, `npm ci`, and of Debian chromium, chromium-headless-shell,
// chromium-driver, python3-selenium and celery (cmake/packages.sh --with-peers); what is missing is said, and not
// measured. 77: nothing could be measured.
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { browsers } from './claims/browsers.mjs';
import { contexts } from './claims/contexts.mjs';
import { fleet } from './claims/fleet.mjs';
import { endAll } from './claims/programs.mjs';
import { walls } from './claims/walls.mjs';
import { workers } from './claims/workers.mjs';

const { values: options, positionals } = parseArgs({ allowPositionals: true, options: {
  rounds: { type: 'string', default: '10' }, only: { type: 'string', default: '' }, minutes: { type: 'string', default: '1e9' },
  folder: { type: 'string', default: 'build/claims' }, smoke: { type: 'boolean', default: false } } });
const rounds = options.smoke ? 1 : Number(options.rounds);
const parts = { browsers, contexts, workers, fleet, walls };
for (const name of positionals) {
  if (!(name in parts)) {
    console.error(`there is no part ${name}; there are ${Object.keys(parts).join(', ')}`);
    process.exit(2);
  }
}
const wanted = Object.entries(parts).filter(([name]) => positionals.length === 0 || positionals.includes(name));

mkdirSync(options.folder, { recursive: true });
const file = `${options.folder}/claims.jsonl`;
const records = () => (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').filter(Boolean).map((line) => JSON.parse(line)) : []);

let failed = false;
const missing = new Set();
const begun = performance.now();
async function measure(part, name, { needs = [], run }, round) {
  const lacks = needs.filter((path) => !existsSync(path));
  if (lacks.length > 0) return void missing.add(`${name}: without ${lacks.join(', ')}`);
  if (performance.now() - begun > Number(options.minutes) * 60000) return;
  if (records().some((r) => r.part === part && r.name === name && r.round === round)) return;
  try {
    const figures = await run(options.smoke);
    if (figures.reason) return void missing.add(`${name}: ${figures.reason}`);
    appendFileSync(file, `${JSON.stringify({ part, name, round, at: new Date().toISOString(), ...figures })}\n`);
    console.error(`${part} ${round}, ${name}`);
  } catch (error) {
    failed = true;
    console.error(`${part} ${round}, ${name}: ${error.stack}`);
  }
}

for (let round = 1; round <= rounds; ++round) {
  for (const [part, { contenders }] of wanted) {
    const entries = Object.entries(contenders).filter(([name]) => name.includes(options.only));
    // Another one begins each time: whoever is first pays for what the others find warm.
    for (let i = 0; i < entries.length; ++i) {
      const [name, contender] = entries[(i + round - 1) % entries.length];
      await measure(part, name, contender, round);
    }
  }
}
await endAll();

for (const [part, { contenders, title, table }] of wanted) {
  const measured = new Map(Object.keys(contenders).map((name) => [name, records().filter((r) => r.part === part && r.name === name)]));
  for (const [name, runs] of measured) if (runs.length === 0) measured.delete(name);
  if (measured.size > 0) console.log(`\n${title}\n\n${table(measured)}`);
}
for (const line of missing) console.log(`not measured: ${line}`);
if (failed) process.exit(1);
if (records().length === 0) process.exit(77);
