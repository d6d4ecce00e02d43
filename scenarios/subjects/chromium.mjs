// How the subjects start Chromium and load a domain's page.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

// The program itself: Debian's chromium-headless-shell command is a wrapper that stays in between.
const executablePath =
  process.env.TIDEMARK_BROWSER ?? '/usr/lib/chromium/chromium-headless-shell';
if (!existsSync(executablePath)) {
  console.error(`${executablePath} does not exist; name a Chromium in TIDEMARK_BROWSER`);
  process.exit(5);
}

// Set by a harness whose sites have names and certificates that the world does not know.
const hostRules = process.env.TIDEMARK_HOST_RULES;

// A new browser, with its profile in TMPDIR. Playwright turns the sandbox off unless told otherwise,
// and itself passes the flags that keep Chromium from phoning home.
export function launchChromium() {
  const args = ['--disable-gpu', '--disable-quic'];
  if (hostRules) args.push(`--host-resolver-rules=${hostRules}`);
  return chromium.launch({ executablePath, args, chromiumSandbox: process.getuid() !== 0 });
}

export const contextOptions = { ignoreHTTPSErrors: Boolean(hostRules) };

// Loads the domain's page in a new tab: 'alive' or 'refused'. Throws what Playwright throws when
// there is no page within `timeout` ms.
export async function visit(context, domain, timeout) {
  const page = await context.newPage();
  const response = await page.goto(`https://${domain}/`, {
    waitUntil: 'domcontentloaded',
    timeout,
  });
  return response.ok() ? 'alive' : 'refused';
}
