// Puppeteer as most use it: over a WebSocket, which a browser survives.
import puppeteer from 'puppeteer-core';
import {browser, flags, serve} from './session.mjs';

const session = await puppeteer.launch({
  executablePath: browser, headless: 'shell', args: flags, handleSIGTERM: false,
});
const page = await session.newPage();
serve(process.argv[2], {compute: () => page.evaluate('1 + 1'), close: () => session.close()});
