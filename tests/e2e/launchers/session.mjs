// What the launchers here have in common. Each starts a browser, says "ready NAME PID", answers SIGUSR2 with
// "answer NAME SUM", the sum computed in a page of that browser, and closes it on SIGTERM.
import fs from 'node:fs';

export const browser = process.env.TIDEMARK_TEST_BROWSER;
// Root may not use the sandbox; nothing may ask the internet.
export const flags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

const say = (line) => fs.writeSync(1, `${line}\n`);

export function serve(name, {compute, close}) {
  process.on('SIGUSR2', async () => say(`answer ${name} ${await compute()}`));
  process.on('SIGTERM', async () => {
    await close();
    process.exit(0);
  });
  setInterval(() => {}, 1 << 30);
  say(`ready ${name} ${process.pid}`);
}
