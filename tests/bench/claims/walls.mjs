// "50% faster on bot-protected categories": the analyzer of the document before and after its fixes, and today's.
import { here, shell } from './browsers.mjs';
import { ratios, spread, table } from './figures.mjs';
import { serve, start, tidemark } from './programs.mjs';

const read = new Set(['alive', 'redirected', 'shell', 'parked', 'for_sale', 'suspended', 'placeholder']);

async function measure(scenario, command) {
  const sites = await serve(scenario);
  const begun = performance.now();
  const program = start(command(sites), { environment: { ...sites.environment, TIDEMARK_BROWSER: shell } });
  try {
    for (const domain of sites.domains) program.tell(domain);
    const answers = [];
    while (answers.length < sites.domains.length) answers.push(JSON.parse(await program.answer(300)));
    const seconds = (performance.now() - begun) / 1000;
    const reached = answers.filter((answer) => answer.accessible ?? read.has(answer.state)).map(({ domain }) => domain).sort();
    return { seconds, domains: answers.length, reached, skipped: answers.filter((answer) => answer.skipped ?? answer.cause === 'skipped').length };
  } finally {
    await program.end();
    await sites.program.end();
  }
}

const analyzers = {
  before: () => ['node', here('two_pass.mjs'), 'before'],
  after: () => ['node', here('two_pass.mjs'), 'after'],
  Tidemark: (sites) => [tidemark, 'analyze', '-', '--json', '--quiet', '--workers', '5', '--no-cache', ...sites.options],
};
const contenders = {};
for (const [kind, scenario] of [['walled', 'luxury-wall-all'], ['mixed', 'luxury-wall-mixed']]) {
  for (const [name, command] of Object.entries(analyzers)) {
    contenders[`${kind}, ${name}`] = {
      needs: [shell],
      run: (smoke) => measure(smoke ? 'tests/bench/clean_runs.json' : `scenarios/${scenario}.json`, command),
    };
  }
}

export const walls = {
  title: 'Walled brands, 5 workers: the analyzer of the document before and after its fixes, and today\'s',
  contenders,
  table: (measured) => table(['', 'n', 's', 'to before', 'reached', 'lost of before', 'skipped'], [...measured].map(([name, runs]) => {
    const first = measured.get(`${name.split(',')[0]}, before`) ?? [];
    const before = new Map(first.map(({ round, reached }) => [round, reached]));
    const lost = runs.map((r) => (before.get(r.round) ?? []).filter((domain) => !r.reached.includes(domain)).length);
    return [name, runs.length, spread(runs.map((r) => r.seconds), 1), spread(ratios(runs, first, (r) => r.seconds), 2),
      `${spread(runs.map((r) => r.reached.length))} of ${runs[0].domains}`, spread(lost), spread(runs.map((r) => r.skipped))];
  })),
};
