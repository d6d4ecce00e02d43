// Playwright drives its browser over a pipe: it ends with its owner, unless it is stopped.
import {chromium} from 'playwright-core';
import {browser, flags, serve} from './session.mjs';

const session = await chromium.launch({executablePath: browser, args: flags, handleSIGTERM: false});
const page = await session.newPage();
serve(process.argv[2], {compute: () => page.evaluate('1 + 1'), close: () => session.close()});
