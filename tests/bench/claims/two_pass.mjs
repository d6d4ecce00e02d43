// The analyzer that one of the project's two first documents describes, as it was (`before`) and with the fixes that
// the document asks for (`after`); for tests/bench/claims.mjs. Domains on stdin, a line of JSON for each on stdout.
//
//   node two_pass.mjs before|after < domains
//
// Five workers, each with a browser of its own. A domain is asked over HTTP for 10 s; if that brings less than 500
// characters of text, a browser goes there.
//   before: 15 s for the page, an error there being swallowed; then, if there is no good answer, 10 s for the network
//           to fall silent, else 2 s; then up to three looks at the page, a second apart. A look at a page that never
//           came does not return in Playwright; the 60 s that the document complains about end it.
//   after:  8 s for the page, and an error ends it; 1 s; one look; nothing begins after 20 s in all. A domain is
//           skipped when one that was seen before begins with the same label and met a wall. The document looks for
//           that in the wrong table; here it looks where it meant to.
// The document's second pass computes scores and asks nobody, so it is left out.
import { request } from 'node:https';
import { contextOptions, launchChromium } from '../../../scenarios/subjects/chromium.mjs';
import { readDomains } from '../../../scenarios/subjects/tasks.mjs';

const after = process.argv[2] === 'after';
const workers = 5;
const enough = 500;
const wall = 60000;
const [address, port] = /\*:443=([\d.]+):(\d+)/.exec(process.env.TIDEMARK_MAP).slice(1);
const records = new Map();

const textOf = (html) => html.replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').trim();

async function fetchOverHttp(domain) {
  return new Promise((resolve, reject) => {
    const asked = request({
      host: address, port, servername: domain, headers: { Host: domain }, rejectUnauthorized: false,
      signal: AbortSignal.timeout(10000),
    }, async (response) => {
      try {
        let html = '';
        for await (const part of response.setEncoding('utf8')) html += part;
        if (response.statusCode >= 300) reject(new Error(`${response.statusCode} ${response.statusMessage}`));
        resolve(textOf(html));
      } catch (error) {
        reject(error);
      }
    });
    asked.on('error', reject).end();
  });
}

async function lookBefore(page, domain) {
  let status = 0;
  try {
    const response = await page.goto(`https://${domain}/`, { waitUntil: 'domcontentloaded', timeout: 15000 });
    status = response?.status() ?? 0;
  } catch { /* swallowed, as there */ }
  if (status === 0 || status >= 300) {
    await page.waitForLoadState('networkidle', { timeout: 10000 }).catch(() => {});
  } else {
    await page.waitForTimeout(2000);
  }
  for (let look = 0; look < 3; ++look) {
    const text = textOf(await page.content().catch(() => ''));
    if (text.length >= enough) return text;
    await page.waitForTimeout(1000);
  }
  throw new Error('insufficient content');
}

async function lookAfter(page, domain, started) {
  const response = await page.goto(`https://${domain}/`, { waitUntil: 'domcontentloaded', timeout: 8000 });
  if (performance.now() - started > 20000) throw new Error('total timeout budget exceeded');
  await page.waitForTimeout(1000);
  const text = textOf(await page.content());
  if (!response.ok()) throw new Error(`${response.status()} ${response.statusText()}`);
  if (text.length < enough) throw new Error('insufficient content');
  return text;
}

function hasWalledSibling(domain) {
  const label = domain.split('.')[0];
  for (const [name, { error = '' }] of records) {
    if (name.startsWith(label) && /403|forbidden|cloudflare|bot protection|certificate/i.test(error)) return true;
  }
  return false;
}

async function analyze(domain, browser) {
  if (after && hasWalledSibling(domain)) return { error: 'Skipped: Known bot protection pattern', skipped: true };
  const started = performance.now();
  let first = '';
  try {
    const text = await fetchOverHttp(domain);
    if (text.length >= enough) return { accessible: true };
  } catch (error) {
    first = error.message;
  }
  let context;
  let end;
  try {
    context = await browser.newContext(contextOptions);
    const page = await context.newPage();
    end = setTimeout(() => context.close().catch(() => {}), wall - (performance.now() - started));
    await (after ? lookAfter(page, domain, started) : lookBefore(page, domain));
    return { accessible: true };
  } catch (error) {
    return { error: `${first} ${error.message.split('\n', 1)[0]}`.trim() };
  } finally {
    clearTimeout(end);
    await context?.close();
  }
}

const domains = readDomains();
await Promise.all(Array.from({ length: workers }, async () => {
  const browser = await launchChromium();
  for (let next; !(next = await domains.next()).done;) {
    const record = await analyze(next.value, browser);
    records.set(next.value, record);
    console.log(JSON.stringify({ domain: next.value, ...record }));
  }
  await browser.close();
}));
