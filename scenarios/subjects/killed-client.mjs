#!/usr/bin/env node
// Defect: a time limit kills the client of a launcher, and the program that was launched lives on.
//
// Modelled on a list analyzer in Python that was started with `docker exec`. What one sees, and what
// `timeout`, cron or a lost session kills, is only a client: the program is a child of the container's
// launcher, which neither passes signals on nor ends it when the client has gone. Three of them were
// found at work, each from a restart; the handler of SIGTERM that was then written is never called.
//
// Here every domain is such a command, with a time limit. Its program waits for the page as long as it
// takes, since the command has a limit. The browser hangs on a pipe, which does not help: its owner lives.
//
// What a harness should find: after every batch one more program, with its browser, for each domain that
// ran into the limit. The launcher owns them until the container ends, so none is an orphan.
//
// With --fixed the program's input comes from the client, as with `docker exec --interactive`, and the
// program ends with its input.
import { execFile, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { launch, visit } from './browsers.mjs';
import { leave, perform, readDomains, readOptions } from './tasks.mjs';

const self = fileURLToPath(import.meta.url);
const { SUBJECT_PART: part = 'scheduler', SUBJECT_PORT: port, SUBJECT_DOMAIN: domain } = process.env;
const { fixed, workers, timeout } = readOptions({ workers: 2, timeout: 6000 });

// How this file is started as another part of it. Only the scheduler tells of tasks.
const command = [self, ...process.argv.slice(2)];
function environment(part, variables) {
  return { ...process.env, TIDEMARK_EVENTS: '', SUBJECT_PART: part, ...variables };
}

// The program that does the work. It answers with a line of JSON.
async function program() {
  let answer;
  let browser;
  try {
    browser = await launch({ pipe: true });
    const visited = visit(browser, domain, 0).then((state) => ({ state }));
    answer = await (fixed ? Promise.race([visited, inputEnds()]) : visited);
  } catch (error) {
    answer = { error: error.message };
  } finally {
    await browser?.close();
  }
  console.log(JSON.stringify(answer));
  process.exit(0);
}

async function inputEnds() {
  await once(process.stdin.resume(), 'end');
  return { error: 'nobody waits for the answer' };
}

// The launcher: a program for each client, until its own end, which is the container's.
async function launcher() {
  const programs = new Set();
  function start(client, domain) {
    const started = spawn(process.execPath, command, {
      env: environment('program', { SUBJECT_DOMAIN: domain }),
      stdio: [fixed ? 'pipe' : 'ignore', 'pipe', 'inherit'],
    });
    programs.add(started);
    started.once('exit', () => programs.delete(started));
    started.stdout.pipe(client);
    if (fixed) client.once('close', () => started.stdin.destroy());
  }
  const server = createServer((client) => {
    client.on('error', () => {}); // It was killed.
    client.once('data', (line) => start(client, String(line).trim()));
  });
  process.once('disconnect', async () => {
    server.close();
    for (const program of programs) program.kill(); // Puppeteer's handler closes the browser.
    await Promise.all([...programs].map((program) => once(program, 'exit')));
    process.exit(0);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  process.send(server.address().port);
}

// The client: passes the name on, and the program's answer back.
async function client() {
  const connection = connect(port, '127.0.0.1');
  connection.write(`${domain}\n`);
  for await (const line of createInterface({ input: connection })) console.log(line);
}

async function execute(port, domain) {
  const env = environment('client', { SUBJECT_PORT: port, SUBJECT_DOMAIN: domain });
  const limit = { timeout, killSignal: 'SIGKILL' };
  const ended = promisify(execFile)(process.execPath, command, { env, ...limit });
  const { stdout } = await ended.catch((error) => {
    if (error.killed) throw Object.assign(new Error('time limit'), { name: 'TimeoutError' });
    throw error;
  });
  const { state, error } = JSON.parse(stdout);
  if (error) throw new Error(error);
  return state;
}

async function scheduler() {
  const started = fork(self, command.slice(1), { env: environment('launcher') });
  const [port] = await once(started, 'message');
  const domains = readDomains();
  async function work(worker) {
    for await (const domain of domains) {
      await perform(worker, domain, () => execute(port, domain));
    }
  }
  await Promise.all(Array.from({ length: workers }, (_, index) => work(index + 1)));
  started.disconnect();
  await once(started, 'exit');
  await leave();
}

await { scheduler, launcher, client, program }[part]();
