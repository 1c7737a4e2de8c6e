/**
 * Checks that runs that must be green are green every time: SQL against SQL and SQL against ROME, in several rounds.
 *
 * Usage: npm run repeatability -- [--rounds N] [--fresh] [--busy N] [--against NAME]... [--output FOLDER] [filter...]
 *
 * A round runs all scenarios, or those that the filters select, against each target: `again`, a second deployment like
 * the baseline, and `rome`. With --fresh, each run is a first run: it builds its initial state from nothing, as in a
 * new home folder. Without it, all rounds share persistent deployments. --busy keeps N processors busy meanwhile.
 * Prints the time of each run, and every step that was not identical with its number of occurrences. The runs stay in
 * the output folder. The exit code is 0 if every run's was 0.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

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
    busy: { type: 'string', default: '0' },
    fresh: { type: 'boolean', default: false },
    against: { type: 'string', multiple: true, default: Object.keys(CONFIG.targets) },
    output: { type: 'string', default: 'reports/repeatability' },
  },
});
const rounds = Number(values.rounds);
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
  return { env, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }) };
}

function command(env, ...args) {
  const began = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [COMMAND, ...args], {
    ...{ env, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] },
  });
  return { status, stderr, seconds: (performance.now() - began) / 1000 };
}

/** Returns the steps that were not identical, and the failures outside of steps. */
function unlike(folder) {
  const [run] = readdirSync(folder).filter((name) => name !== 'history');
  if (!run) return ['(no run file)'];
  const { scenarios, abort } = JSON.parse(readFileSync(join(folder, run, 'run.json'), 'utf8'));
  const steps = scenarios.flatMap(({ id, steps: all, failures }) => [
    ...all
      .filter(({ verdict }) => !AGREEING.has(verdict))
      .map(({ name, endpoint, verdict }) => `${id}: ${name} (${endpoint}) ${verdict}`),
    ...failures.map(({ message }) => `${id}: ${message}`),
  ]);
  return [...new Set([...steps, ...(abort ? [`interrupted: ${abort.message}`] : [])])];
}

const ended = [];
const seen = new Map();
const busy = Array.from({ length: Number(values.busy) }, () =>
  spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
);
const kept = values.fresh ? undefined : newHome();
try {
  if (kept) {
    const up = command(kept.env, 'up', ...values.against, '--config', config);
    if (up.status !== 0) throw new Error(`up: exit code ${up.status}\n${up.stderr}`);
  }
  for (let round = 1; round <= rounds; round++) {
    for (const target of values.against) {
      const { env, remove } = kept ?? newHome();
      const folder = join(output, `${new Date().toISOString().replace(/[:.]/g, '-')}-${target}`);
      const { status, stderr, seconds } = command(
        env,
        ...['run', ...filters, '--target', target, '--config', config, '--output', folder],
      );
      const steps = unlike(folder);
      for (const step of steps) seen.set(`${target}  ${step}`, (seen.get(`${target}  ${step}`) ?? 0) + 1);
      ended.push(status);
      const what = `${target.padEnd(6)} exit code ${status}, ${seconds.toFixed(0)} s`;
      console.log(`round ${round} ${what}, ${steps.length} not identical`);
      if (status !== 0 && steps.length === 0) console.log(stderr.trim());
      if (!kept) remove();
    }
  }
} finally {
  for (const process of busy) process.kill('SIGKILL');
  if (kept) command(kept.env, 'down');
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
}
const red = ended.filter((status) => status !== 0).length;
console.log(`\n${ended.length} runs, ${red} of them with an exit code other than 0`);
for (const [step, times] of [...seen].sort((a, b) => b[1] - a[1])) console.log(`${times}/${rounds}  ${step}`);
process.exitCode = red === 0 ? 0 : 1;
