// What the programs that drive browsers for tests/bench/claims.mjs have in common: they obey orders on stdin, a
// line each, and answer each with a line of JSON.
//
//   open N          have N pages open, each on a site and in a context of its own
//   close           close them
//   visit N COUNT   visit COUNT pages, N at a time, each in a new context; answers the milliseconds
//
// End of input ends the program and its browser.
import { createInterface } from 'node:readline';

export const tlds = ['com', 'net', 'org', 'de', 'fr', 'it', 'es', 'nl', 'be', 'ch', 'at', 'pl', 'pt', 'se', 'no', 'dk', 'fi', 'ie', 'cz', 'hu'];
export const site = (number) => `https://shop.${tlds[number % tlds.length]}/`;
export const hostRules = `--host-resolver-rules=${process.env.TIDEMARK_HOST_RULES}`;
// Chromium has no sandbox for root.
export const isRoot = process.getuid() === 0;

// `newPage()` opens a page in a context of its own and returns what `closePage()` takes; `load(page, url)` returns
// the number of characters of the page's HTML.
export async function obey({ newPage, closePage, load, end }) {
  const open = [];
  let visited = 0;
  const show = async (page) => {
    const length = await load(page, site(visited++));
    if (length < 10000) throw new Error(`a page of ${length} characters is not the one that was asked for`);
  };
  const orders = {
    async open(count) {
      for (; open.length < count;) {
        const page = await newPage();
        await show(page);
        open.push(page);
      }
    },
    async close() {
      for (const page of open.splice(0)) await closePage(page);
    },
    async visit(atOnce, count) {
      let left = count;
      const start = performance.now();
      await Promise.all(Array.from({ length: atOnce }, async () => {
        while (left-- > 0) {
          const page = await newPage();
          await show(page);
          await closePage(page);
        }
      }));
      return performance.now() - start;
    },
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const [order, ...numbers] = line.split(' ');
    console.log(JSON.stringify({ ms: await orders[order](...numbers.map(Number)) }));
  }
  await end();
}
