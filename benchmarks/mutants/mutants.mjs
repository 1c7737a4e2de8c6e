/**
 * Mutation testing: measures how well a run explains a mistake. Operators on the syntax tree insert mistakes into a
 * service's discovery copy; the mistakes in ROME are written by hand. For each mistake, the fewest scenarios that reach
 * it run, and the report is compared with the place of the mistake.
 *
 *     npm run mutants -- --service glance --sample 100 --seed 7 [--of copy|rome] --run run.json
 *         [--results rows.jsonl [--seconds 500]] [--only 3,17] [--within 15] [--scenarios glance/a,glance/b]
 *         [--edits mistakes.json]
 *
 * `--run` is a complete run on the target `rome`, which shows what each scenario reaches.
 * `--results` keeps each mutant's row in a file. Mutants with a row there do not run again, so a stopped benchmark
 * resumes. After `--seconds`, no further mutant starts. `--only` runs the mutants with these numbers.
 * `--within` uses only scenarios that took at most these seconds in the complete run. `--scenarios` runs these instead of
 * those that reach a mutant. `--edits` inserts the mistakes of a JSON file into the copy, see kinds.mjs.
 */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { imported } from '../../scripts/bundle.mjs';
import { copyMutants, romeMutants } from './kinds.mjs';
import { covering } from './reach.mjs';
import { append, rowsIn } from './results.mjs';
import { sampled } from './sample.mjs';
import { report, score } from './score.mjs';

const { values } = parseArgs({
  options: {
    service: { type: 'string', default: 'glance' },
    sample: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    of: { type: 'string', default: 'copy' },
    run: { type: 'string' },
    results: { type: 'string' },
    seconds: { type: 'string', default: 'Infinity' },
    only: { type: 'string' },
    within: { type: 'string', default: 'Infinity' },
    scenarios: { type: 'string' },
    edits: { type: 'string' },
  },
});
const { service, of: kind, results } = values;
/** Sizes of the groups of scenarios that run until a step fails, the most promising first. Scenarios of Nova take much longer. */
const GROUPS = service === 'nova' ? [4] : [4, 8, 28];
const MOST = GROUPS.reduce((sum, size) => sum + size);
const whole = readOption('run');
const folder = mkdtempSync(join(tmpdir(), 'mutants-'));
const until = Date.now() + 1000 * Number(values.seconds);

/** The mutants that some scenario reaches, each with these scenarios, and the functions of the others. */
function reached({ all, reaching }) {
  const known = new Map();
  const scenariosOf = (mutant) => {
    const key = kind === 'copy' ? mutant.function : mutant.order;
    if (!known.has(key)) known.set(key, covering(whole, service, reaching(mutant)).slice(0, MOST));
    return known.get(key);
  };
  const mutants = all.map((mutant) => {
    const named = values.scenarios?.split(',') ?? mutant.scenarios;
    return { ...mutant, scenarios: named ?? scenariosOf(mutant), isNamed: Boolean(named) };
  });
  const others = mutants.filter(({ scenarios }) => scenarios.length === 0);
  return {
    mutants: mutants.filter(({ scenarios }) => scenarios.length > 0),
    unreached: [...new Set(others.map((each) => (kind === 'copy' ? each.function : each.operator)))],
  };
}

function chosenFrom(all) {
  const only = values.only?.split(',').map(Number);
  return only
    ? all.filter(({ order }) => only.includes(order))
    : sampled(all, Number(values.sample), Number(values.seed));
}

/** Runs one mutant, and returns its row. Scenarios run in groups, until a step fails. */
async function rowOf(mutant, run, ranking) {
  const began = Date.now();
  const { order, operator, function: within, line, was, is } = mutant;
  const row = { mutant: { order, operator, function: within, line, was, is }, scenarios: [] };
  try {
    for (const scenarios of groupsOf(mutant)) {
      const file = await run(mutant, scenarios);
      if (file.abort) throw new Error(file.abort.message);
      row.scenarios.push(...scenarios);
      Object.assign(row, score(file, mutant, kind, ranking));
      if (row.seen) break;
      if (file.isCut) throw new Error('the time was over before a step failed');
    }
  } catch (error) {
    delete row.seen;
    row.problem = error.message.split('\n')[0];
  }
  return { ...row, ms: Date.now() - began };
}

/** The scenarios that run together: all that a mistake names, or a few of those that reach a mutant. */
function groupsOf({ scenarios, isNamed }) {
  if (isNamed) return [scenarios];
  const rest = [...scenarios];
  return GROUPS.map((size) => rest.splice(0, size)).filter(({ length }) => length > 0);
}

function show({ wrong = [], right = [], ...sums }, number, of) {
  process.stdout.write(`${number}/${of} ${JSON.stringify(sums)}\n`);
  for (const each of right) process.stdout.write(`    + ${each}\n`);
  for (const each of wrong) process.stdout.write(`    - ${each}\n`);
}

/** A JSON file that an option names. Ends the program if it cannot be read. */
function readOption(name) {
  try {
    return JSON.parse(readFileSync(values[name] ?? '', 'utf8'));
  } catch (error) {
    console.error(`--${name} FILE is needed: ${error.message}`);
    process.exit(2);
  }
}

async function main() {
  const ranking = await imported('score', 'analysis/ranking.ts', 'analysis/verdict.ts');
  whole.scenarios = whole.scenarios.filter(({ ms }) => ms <= 1000 * Number(values.within));
  const mutants = kind === 'copy' ? copyMutants(service, folder, values.edits) : romeMutants(whole);
  const { mutants: all, unreached } = reached(mutants);
  const chosen = chosenFrom(all);
  const known = new Map(rowsIn(results).map((row) => [row.mutant.order, row]));
  const rows = [];
  let last;
  try {
    for (const mutant of chosen) {
      let row = known.get(mutant.order);
      if (!row && Date.now() > until) continue;
      if (!row) {
        last = mutant;
        row = await rowOf(mutant, mutants.run, ranking);
        append(results, row);
        show(row, rows.length + 1, chosen.length);
      }
      rows.push(row);
    }
    if (last && mutants.control) {
      const failing = score(await mutants.control(groupsOf(last)[0]), last, kind, ranking).failing;
      process.stdout.write(`control, without a mistake: ${failing} failing steps\n`);
    }
  } finally {
    const title = `${service}, ${kind}: ${rows.length} of ${chosen.length}, seed ${values.seed}`;
    process.stdout.write(
      `${report(rows, title)}\nno scenario reaches: ${unreached.join(' ')}\nfolder: ${folder}\n`,
    );
    await mutants.stop();
  }
}

await main();
