// The work of a long-running subject: domains from stdin, one per line; for each a line of JSON on
// stdout; and for a harness that listens at TIDEMARK_EVENTS, when each was begun and ended.
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';

function positive(text, name) {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new Error(`--${name} takes a positive number, not '${text}'`);
  return Number(text);
}

// The command line: { fixed, workers, timeout in ms, pages }. Only a program that has a defect is
// `fixable`; only one that counts `pages` has a default for them.
export function readOptions({ workers, timeout = 2500, pages, fixable = true }) {
  const numbers = { workers, timeout, ...(pages && { pages }) };
  const options = fixable ? { fixed: { type: 'boolean', default: false } } : {};
  for (const name in numbers) options[name] = { type: 'string', default: String(numbers[name]) };
  try {
    const { values } = parseArgs({ options });
    for (const name in numbers) values[name] = positive(values[name], name);
    return values;
  } catch (error) {
    const usage = [fixable && '[--fixed]', '[--workers N] [--timeout MS]', pages && '[--pages N]'];
    console.error(`${error.message}\nusage: ${usage.filter(Boolean).join(' ')} < domains`);
    process.exit(2);
  }
}

// The domains of stdin. Several workers may draw from one iterator.
export async function* readDomains() {
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    const domain = line.trim();
    if (domain) yield domain;
  }
}

// The domains in arrays: each ends when nothing has come for a while, or it is full.
export async function* readBatches({ quiet = 300, most = 200 } = {}) {
  const domains = readDomains();
  let next = domains.next();
  for (;;) {
    let came = await next;
    if (came.done) return;
    const batch = [];
    while (came && !came.done) {
      batch.push(came.value);
      next = domains.next();
      came = batch.length < most ? await Promise.race([next, delay(quiet)]) : undefined;
    }
    yield batch;
  }
}

const events = process.env.TIDEMARK_EVENTS && connect({ path: process.env.TIDEMARK_EVENTS });
// A harness that does not listen is none of the subject's business.
if (events) events.on('error', () => {});

function tell(event, worker, task) {
  if (!events) return;
  const t_us = Number(process.hrtime.bigint() / 1000n); // CLOCK_MONOTONIC
  events.write(`${JSON.stringify({ event, worker, task, t_us })}\n`);
}

function stateAfter(error) {
  if (error.name === 'TimeoutError') return 'timed_out';
  return error.message.includes('net::ERR_') ? 'unreachable' : 'failed';
}

// Does the work for one domain and answers it, whatever happens.
export async function perform(worker, domain, work) {
  const answer = { domain };
  tell('task_start', worker, domain);
  try {
    answer.state = await work(domain);
  } catch (error) {
    answer.state = stateAfter(error);
    answer.error = error.message.split('\n', 1)[0];
  }
  tell('task_end', worker, domain);
  console.log(JSON.stringify(answer));
}

// Ends the program after its last task. Playwright's exit handler kills what browsers are left.
export async function leave() {
  if (events && !events.destroyed) {
    events.end();
    await Promise.race([once(events, 'finish').catch(() => {}), delay(1000)]);
  }
  process.exit(0);
}
