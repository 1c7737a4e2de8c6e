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
import { glance } from './deployments.mjs';
import { mistakes, runWithMistake } from './in-rome.mjs';
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

/** Mutants of Glance's copy, on two deployments that stay up. */
async function copyMutants() {
  const swapped = readFileSync(join(import.meta.dirname, 'swap.py'), 'utf8');
  const [original, pristine, copy] = ['original.py', 'pristine.py', 'api.py'].map((name) =>
    join(folder, name),
  );
  execFileSync(process.execPath, [CLI, 'copy', service, '--output', join(folder, 'copy')], { cwd: ROOT });
  const text = readFileSync(join(folder, 'copy', 'api.py'), 'utf8');
  writeFileSync(original, text);
  for (const file of [pristine, copy]) writeFileSync(file, text + swapped);
  const python = (...args) =>
    execFileSync(PYTHON, [join(import.meta.dirname, 'mutate_copy.py'), original, ...args], {
      ...{ maxBuffer: 1 << 28, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    });
  // Its own deployments, separate from the user's persistent ones.
  process.env.XDG_RUNTIME_DIR = folder;
  const progress = (line) => process.stderr.write(`${line}\n`);
  const deployments = await glance({ copy, pristine, folder, progress });
  return {
    all: JSON.parse(python()).map((each, order) => ({ ...each, order })),
    reaching: (mutant) => callersOf(text, mutant.function),
    run: async (mutant, scenarios) => {
      const error = await deployments.swap(python(String(mutant.order)) + swapped);
      if (error) throw new Error(`does not import: ${error.trim().split('\n').at(-1)}`);
      return deployments.run(scenarios, `m${mutant.order}`);
    },
    stop: () => deployments.stop(),
  };
}

/** Mistakes in ROME, each on deployments of its own. */
const romeMutants = async (whole) => ({
  all: mistakes(),
  reaching: (mutant) => reachedBy(whole, mutant),
  run: async (mutant, scenarios) => runWithMistake(mutant.order, scenarios),
  stop: async () => {},
});

async function main() {
  const ranking = await imported('score', 'analysis/ranking.ts', 'analysis/verdict.ts');
  const whole = JSON.parse(readFileSync(values.run, 'utf8'));
  const mutants = kind === 'copy' ? await copyMutants() : await romeMutants(whole);
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
