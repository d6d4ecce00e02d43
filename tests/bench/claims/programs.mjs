// Starts the programs that tests/bench/claims.mjs measures, and looks at what they cost with `tidemark watch`.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, constants, cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

export const tidemark = process.env.TIDEMARK ?? 'build/release/bin/tidemark';
// Whatever a program leaves in its TMPDIR goes with ours.
const scratch = mkdtempSync(`${tmpdir()}/tmbench-`);
chmodSync(scratch, 0o755); // The analyzer's browsers are another user's where it is root.
const running = new Set();
let ending = false;

// A copy of a program, and of the folder around it if it is a browser. PSS shares the pages of a file among all that
// run it, on the whole machine: those of a copy are ours alone.
export function copyOf(program) {
  const isBrowser = program.includes('/chromium/');
  const [from, to] = isBrowser ? [dirname(program), join(scratch, 'chromium')] : [program, join(scratch, basename(program))];
  if (!existsSync(to)) cpSync(from, to, { recursive: true, mode: constants.COPYFILE_FICLONE });
  return isBrowser ? join(to, basename(program)) : to;
}

// A program that obeys lines on stdin and answers on stdout. It ends with its input, and so with us; one that
// does not is `stubborn` and gets SIGTERM.
export function start(words, { environment = {}, stubborn = false } = {}) {
  if (ending) throw new Error('interrupted');
  const [file, ...rest] = words.map((word) => (word === 'node' ? copyOf(process.execPath) : word));
  const child = spawn(file, rest, {
    // Chromium keeps crash reports and caches elsewhere.
    env: {
      ...process.env, TMPDIR: scratch, XDG_CONFIG_HOME: scratch, XDG_CACHE_HOME: scratch, PYTHONDONTWRITEBYTECODE: '1',
      ...environment,
    },
    stdio: ['pipe', 'pipe', process.env.CLAIMS_VERBOSE ? 'inherit' : 'ignore'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  child.stdin.on('error', () => {}); // It has ended: the next answer says so.
  const ended = new Promise((done) => child.once('close', done).once('error', done));
  const program = {
    pid: child.pid,
    async answer(seconds = 120) {
      let timer;
      const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`no answer in ${seconds} s: ${words.join(' ')}`)), seconds * 1000);
      });
      const { value, done } = await Promise.race([lines.next(), late]).finally(() => clearTimeout(timer));
      if (done) throw new Error(`it ended: ${words.join(' ')}`);
      return value;
    },
    tell: (line) => child.stdin.write(`${line}\n`),
    async ask(order) {
      program.tell(order);
      return JSON.parse(await program.answer()).ms;
    },
    async end(seconds = 30) {
      child.stdin.end();
      child.stdout.resume();
      if (stubborn) child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), seconds * 1000);
      await ended;
      clearTimeout(timer);
      running.delete(program);
    },
  };
  running.add(program);
  return program;
}

export async function endAll() {
  ending = true;
  await Promise.all([...running].map((program) => program.end(10)));
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
}

// The sites of a scenario: { domains, environment: what a mapped subject is told, options: what `analyze` takes,
// program }.
export async function serve(scenario) {
  const program = start([tidemark, 'sites', scenario, '--json', '--quiet'], { stubborn: true });
  const { map, ca, resolver, domains } = JSON.parse(await program.answer(20));
  return {
    domains, program,
    environment: {
      TIDEMARK_MAP: map.join(','), TIDEMARK_CA: ca, TIDEMARK_RESOLVER: resolver,
      TIDEMARK_HOST_RULES: map.map((rule) => `MAP ${rule.replace('=', ' ')}`).join(', '),
    },
    options: [...map.flatMap((rule) => ['--map', rule]), '--ca', ca, '--resolver', resolver],
  };
}

// The processes of these programs and what they started, as `tidemark watch` sees them.
export async function look(...programs) {
  const { stdout } = await promisify(execFile)(
    tidemark, ['watch', '--pid', String(process.pid), '--once', '--json'], { maxBuffer: 1 << 28 });
  const { processes } = stdout.trim().split('\n').map((line) => JSON.parse(line)).findLast(({ event }) => event === 'sample');
  const children = new Map();
  for (const one of processes) children.set(one.parent, [...(children.get(one.parent) ?? []), one]);
  const roots = new Set(programs.map(({ pid }) => pid));
  const members = processes.filter(({ pid }) => roots.has(pid));
  if (members.length !== roots.size) throw new Error('a program has ended');
  for (let i = 0; i < members.length; ++i) members.push(...(children.get(members[i].pid) ?? []));
  if (members.some(({ state, pss_bytes: pss }) => state !== 'Z' && pss === undefined)) throw new Error('a process kept its memory to itself');
  return members;
}

const browserRoles = new Set(['browser', 'renderer', 'gpu', 'utility', 'zygote', 'crashpad']);
export const ofBrowser = ({ role }) => browserRoles.has(role);
export const ofProgram = (process) => !ofBrowser(process);

// Sums, memory in MiB.
export function cost(processes) {
  const sum = (key) => processes.reduce((total, process) => total + (process[key] ?? 0), 0);
  return {
    processes: processes.length, rss: sum('rss_bytes') / 2 ** 20, pss: sum('pss_bytes') / 2 ** 20, uss: sum('uss_bytes') / 2 ** 20,
    descriptors: sum('descriptors'), threads: sum('threads'),
    most_descriptors: Math.max(0, ...processes.map(({ descriptors }) => descriptors ?? 0)),
  };
}

for (const [signal, number] of [['SIGINT', 2], ['SIGTERM', 15]]) {
  // Also when it comes twice, as from a terminal and a parent: the first one is being obeyed.
  process.on(signal, () => void endAll().finally(() => process.exit(128 + number)));
}
