/**
 * Checks that runs that must be green are green every time: SQL against SQL and SQL against ROME, in several rounds.
 *
 * Usage: npm run repeatability -- [--rounds N | --minutes M] [--workers N]... [--fresh] [--busy N]
 *        [--against NAME]... [--output FOLDER] [filter...]
 *
 * A round runs all scenarios, or those that the filters select, against each target: `again`, a second deployment like
 * the baseline, and `rome`. With --fresh, each run is a first run: it builds its initial state from nothing, as in a
 * new home folder. Without it, all rounds share persistent deployments, so that memory and descriptors that they do not
 * release add up. With --minutes, rounds begin until M minutes have passed. With several --workers, rounds take turns
 * with them. --busy keeps N processors busy meanwhile. Prints the time of each run, the tool's peak memory and
 * descriptors, those of the services, unexpected server errors, and every step that was not identical with its number
 * of occurrences. At the end it compares the services after the first and the last round. The runs stay in the output
 * folder. The exit code is 0 if every run's was 0.
 */
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { descriptorsOf, memoryOf } from '../processes.mjs';
import { growth, servicesIn, usageText } from './usage.mjs';

const COMMAND = new URL('../../dist/cli.js', import.meta.url).pathname;
const CONFIG = {
  baseline: { managed: 'sql' },
  targets: { again: { managed: 'sql' }, rome: { managed: 'rome' } },
};
const AGREEING = new Set(['identical', 'gone', 'unavailable']);

const { values, positionals: filters } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    minutes: { type: 'string' },
    workers: { type: 'string', multiple: true, default: [] },
    busy: { type: 'string', default: '0' },
    fresh: { type: 'boolean', default: false },
    against: { type: 'string', multiple: true, default: Object.keys(CONFIG.targets) },
    output: { type: 'string', default: 'reports/repeatability' },
  },
});
/** The option for the workers of a round, a number from 1. */
const workersIn = (round) => {
  const number = values.workers[(round - 1) % values.workers.length];
  return number === undefined ? [] : ['--workers', number];
};
const output = resolve(values.output);
// Short: the address of a Unix socket has room for 107 bytes.
const home = mkdtempSync(join(tmpdir(), 'again-'));
const config = join(home, 'run-scenarios.yaml');
writeFileSync(config, JSON.stringify(CONFIG));

/** Creates an empty home folder. */
function newHome() {
  const folder = mkdtempSync(join(home, 'h-'));
  const [cache, runtime] = ['cache', 'run'].map((name) => join(folder, name));
  for (const each of [cache, runtime]) mkdirSync(each, { mode: 0o700 });
  const env = { ...process.env, HOME: folder, XDG_CACHE_HOME: cache, XDG_RUNTIME_DIR: runtime };
  return { env, runtime, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }) };
}

/** Milliseconds between samples of the tool's descriptors. */
const SAMPLE_MS = 500;

/** Runs the tool. Resolves with how it ended, and the most memory and descriptors that it had. */
function command(env, ...args) {
  const began = performance.now();
  const child = spawn(process.execPath, [COMMAND, ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const most = { memory: 0, descriptors: 0 };
  const timer = setInterval(() => {
    most.memory = Math.max(most.memory, memoryOf(child.pid).peak);
    most.descriptors = Math.max(most.descriptors, descriptorsOf(child.pid));
  }, SAMPLE_MS);
  return new Promise((done) => {
    child.on('close', (status) => {
      clearInterval(timer);
      done({ status, stderr, most, seconds: (performance.now() - began) / 1000 });
    });
  });
}

/** Reads the run file in an output folder. */
function runIn(folder) {
  const [run] = existsSync(folder) ? readdirSync(folder).filter((name) => name !== 'history') : [];
  return run && JSON.parse(readFileSync(join(folder, run, 'run.json'), 'utf8'));
}

/** Returns the steps that were not identical, and the failures outside of steps. */
function unlike(run) {
  if (!run) return ['(no run file)'];
  const { scenarios, abort } = run;
  const steps = scenarios.flatMap(({ id, steps: all, failures }) => [
    ...all
      .filter(({ verdict }) => !AGREEING.has(verdict))
      .map(({ name, endpoint, verdict }) => `${id}: ${name} (${endpoint}) ${verdict}`),
    ...failures.map(({ message }) => `${id}: ${message}`),
  ]);
  return [...new Set([...steps, ...(abort ? [`interrupted: ${abort.message}`] : [])])];
}

/** Number of steps with a server error that the scenario did not expect, or only one side answered. */
const serverErrors = (run) =>
  (run?.scenarios ?? [])
    .flatMap(({ steps }) => steps)
    .filter(
      ({ verdict, failures, exchanges }) =>
        (failures.length > 0 || !AGREEING.has(verdict)) &&
        Object.values(exchanges ?? {}).some(({ response }) => response.status >= 500),
    ).length;

/** Whether Ctrl-C was pressed. The current run is the last one. */
let isInterrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => {
    isInterrupted = true;
    console.log('interrupted: waiting for the current run');
  });

const ended = [];
/** What the services used after each round. */
const usages = [];
let rounds = 0;
const seen = new Map();
const busy = Array.from({ length: Number(values.busy) }, () =>
  spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
);
const kept = values.fresh ? undefined : newHome();
try {
  if (kept) {
    const up = await command(kept.env, 'up', ...values.against, '--config', config);
    if (up.status !== 0) throw new Error(`up: exit code ${up.status}\n${up.stderr}`);
  }
  const began = performance.now();
  const isLeft = (round) =>
    values.minutes === undefined
      ? round <= Number(values.rounds)
      : performance.now() - began < Number(values.minutes) * 60_000;
  for (let round = 1; isLeft(round) && !isInterrupted; round++) {
    rounds = round;
    for (const target of values.against) {
      if (isInterrupted) break;
      const { env, remove } = kept ?? newHome();
      const folder = join(output, `${new Date().toISOString().replace(/[:.]/g, '-')}-${target}`);
      const { status, stderr, most, seconds } = await command(
        env,
        ...[
          'run',
          ...filters,
          '--target',
          target,
          '--config',
          config,
          '--output',
          folder,
          ...workersIn(round),
        ],
      );
      const run = runIn(folder);
      const steps = unlike(run);
      for (const step of steps) seen.set(`${target}  ${step}`, (seen.get(`${target}  ${step}`) ?? 0) + 1);
      ended.push(status);
      const what = `${target.padEnd(6)} exit code ${status}, ${seconds.toFixed(0)} s`;
      console.log(`round ${round} ${what}, ${steps.length} not identical`);
      console.log(`  tool: ${usageText(most)}; unexpected server errors: ${serverErrors(run)}`);
      if (status !== 0 && steps.length === 0) console.log(stderr.trim());
      if (!kept) remove();
    }
    if (!kept) continue;
    const usage = servicesIn(kept.runtime);
    usages.push(usage);
    for (const [service, used] of usage) console.log(`  ${service}: ${usageText(used)}`);
  }
} finally {
  for (const process of busy) process.kill('SIGKILL');
  if (kept) await command(kept.env, 'down');
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
}
if (usages.length > 0) console.log(`\n${growth(usages)}`);
const red = ended.filter((status) => status !== 0).length;
console.log(`\n${ended.length} runs, ${red} of them with an exit code other than 0`);
for (const [step, times] of [...seen].sort((a, b) => b[1] - a[1])) console.log(`${times}/${rounds}  ${step}`);
process.exitCode = red === 0 ? 0 : 1;
