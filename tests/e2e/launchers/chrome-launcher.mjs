// chrome-launcher only starts the browser; whoever wants to connects to its debugging port.
import {launch} from 'chrome-launcher';
import puppeteer from 'puppeteer-core';
import {browser, flags, serve} from './session.mjs';

const chrome = await launch({
  chromePath: browser, chromeFlags: ['--headless', ...flags], handleSIGINT: false, logLevel: 'silent',
});
const session = await puppeteer.connect({browserURL: `http://127.0.0.1:${chrome.port}`});
const page = await session.newPage();
serve(process.argv[2], {
  compute: () => page.evaluate('1 + 1'),
  close: async () => {
    await session.disconnect();
    await chrome.kill();
  },
});
