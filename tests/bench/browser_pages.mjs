// Opens as many pages as each line of its input says, each in a context and on a site of its own, and answers
// each line with one when they are there. For tests/bench/browser_cost.sh.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const page = `<!doctype html><title>page</title>${'<div>some text</div>'.repeat(1500)}`;
const server = createServer((_, reply) => reply.end(page));
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));

const browser = await chromium.launch({
  executablePath: process.argv[2],
  args: ['--disable-gpu', '--disable-quic', `--host-resolver-rules=MAP * 127.0.0.1:${server.address().port}`],
  chromiumSandbox: process.getuid() !== 0,
});
let open = 0;
for await (const line of createInterface({ input: process.stdin })) {
  for (; open < Number(line); ++open) {
    const context = await browser.newContext();
    await (await context.newPage()).goto(`http://site-${open}.example/`);
  }
  console.log(open);
}
await browser.close();
server.close();
