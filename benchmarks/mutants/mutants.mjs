/**
 * Mutation testing: measures how well a run explains a mistake. Operators on the syntax tree insert mistakes into a
 * service's discovery copy; the mistakes in ROME are written by hand. For each mistake, the fewest scenarios that reach
 * it run, and the report is compared with the place of the mistake.
 *
 *     npm run mutants -- --service glance --sample 100 --seed 7 [--of copy|rome] --run run.json
 *
 * `--run` is a complete run on the target `rome`, which shows what each scenario reaches.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { imported } from '../../scripts/bundle.mjs';
import { runWithCopy, runWithRome } from './booted.mjs';
import { glance } from './deployments.mjs';
import { callersOf, covering, reachedBy } from './reach.mjs';
import { sampled } from './sample.mjs';
import { report, score } from './score.mjs';

const ROOT = join(import.meta.dirname, '..', '..');
const CLI = join(ROOT, 'dist', 'cli.js');
const PYTHON = '/usr/bin/python3';

const { values } = parseArgs({
  options: {
    service: { type: 'string', default: 'glance' },
    sample: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    of: { type: 'string', default: 'copy' },
    run: { type: 'string' },
  },
});
const { service, of: kind } = values;
const folder = mkdtempSync(join(tmpdir(), 'mutants-'));

/** A service's discovery copy: its text, its mutants, and the text of each. */
function copyOf(service) {
  execFileSync(process.execPath, [CLI, 'copy', service, '--output', join(folder, 'copy')], { cwd: ROOT });
  const file = join(folder, 'copy', 'api.py');
  const python = (...args) =>
    execFileSync(PYTHON, [join(import.meta.dirname, 'mutate_copy.py'), file, ...args], {
      ...{ maxBuffer: 1 << 28, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    });
  const text = readFileSync(file, 'utf8');
  return {
    text,
    all: JSON.parse(python()).map((each, order) => ({ ...each, order })),
    mutated: ({ order }) => python(String(order)),
    reaching: (mutant) => callersOf(text, mutant.function),
  };
}

/** Mutants of Glance's copy, on two deployments that stay up. */
async function glanceMutants() {
  const swapped = readFileSync(join(import.meta.dirname, 'swap.py'), 'utf8');
  const { text, all, mutated, reaching } = copyOf('glance');
  const [pristine, copy] = ['pristine.py', 'api.py'].map((name) => join(folder, name));
  for (const file of [pristine, copy]) writeFileSync(file, text + swapped);
  // Its own deployments, separate from the user's persistent ones.
  process.env.XDG_RUNTIME_DIR = folder;
  const progress = (line) => process.stderr.write(`${line}\n`);
  const deployments = await glance({ copy, pristine, folder, progress });
  return {
    all,
    reaching,
    run: async (mutant, scenarios) => {
      const error = await deployments.swap(mutated(mutant) + swapped);
      if (error) throw new Error(`does not import: ${error.trim().split('\n').at(-1)}`);
      return deployments.run(scenarios, `m${mutant.order}`);
    },
    stop: () => deployments.stop(),
  };
}

/** Mutants of Nova's copy. Several processes run it, so each mutant is booted. */
function novaMutants() {
  const { all, mutated, reaching } = copyOf('nova');
  const run = async (mutant, scenarios) => runWithCopy('nova', mutated(mutant), scenarios);
  return { all, reaching, run, stop: async () => {} };
}

/** Mistakes in ROME, each on deployments of its own. */
function romeMutants(whole) {
  const python = (...args) =>
    execFileSync(PYTHON, [join(import.meta.dirname, 'mistakes_in_rome.py'), ...args], {
      ...{ encoding: 'utf8', maxBuffer: 1 << 28 },
    });
  return {
    all: JSON.parse(python()).map((each, order) => ({ ...each, order })),
    reaching: (mutant) => reachedBy(whole, mutant),
    run: async ({ order }, scenarios) => runWithRome((file) => python(String(order), file), scenarios),
    stop: async () => {},
  };
}

const MUTANTS = { glance: glanceMutants, nova: novaMutants };

async function main() {
  const ranking = await imported('score', 'analysis/ranking.ts', 'analysis/verdict.ts');
  const whole = JSON.parse(readFileSync(values.run, 'utf8'));
  const mutants = kind === 'copy' ? await MUTANTS[service]() : romeMutants(whole);
  const chosen = sampled(mutants.all, Number(values.sample), Number(values.seed));
  const rows = [];
  try {
    for (const mutant of chosen) {
      const began = Date.now();
      const scenarios = mutant.scenarios ?? covering(whole, service, mutants.reaching(mutant));
      const row = { mutant, scenarios };
      rows.push(row);
      try {
        if (scenarios.length === 0) throw new Error('no scenario reaches it');
        const run = await mutants.run(mutant, scenarios);
        if (run.abort) throw new Error(run.abort.message);
        Object.assign(row, score(run, mutant, kind, ranking));
      } catch (error) {
        row.problem = error.message.split('\n')[0];
      }
      const { wrong, right, ...sums } = row;
      process.stdout.write(
        `${rows.length}/${chosen.length} ${Date.now() - began} ms ${JSON.stringify(sums)}\n`,
      );
      for (const each of right ?? []) process.stdout.write(`    + ${each}\n`);
      for (const each of wrong ?? []) process.stdout.write(`    - ${each}\n`);
    }
  } finally {
    const title = `${service}, ${kind}: sample ${rows.length}, seed ${values.seed}`;
    process.stdout.write(`${report(rows, title)}\nfolder: ${folder}\n`);
    await mutants.stop();
  }
}

await main();
