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
import { glance } from './deployments.mjs';

const ROOT = join(import.meta.dirname, '..', '..');
const CLI = join(ROOT, 'dist', 'cli.js');
const PYTHON = '/usr/bin/python3';
const MOST_SCENARIOS = 2;

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

/** Random numbers from 0 to 1, the same for the same seed (mulberry32). */
function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Returns `number` mutants, of each operator in turn, so that common operators do not crowd out the others. */
function sampled(all, number, seed) {
  const next = random(seed);
  const byOperator = new Map();
  for (const each of all) byOperator.set(each.operator, [...(byOperator.get(each.operator) ?? []), each]);
  for (const list of byOperator.values()) list.sort((a, b) => a.order - b.order);
  const lists = [...byOperator.values()].map((list) =>
    list
      .map((each) => ({ each, key: next() }))
      .sort((a, b) => a.key - b.key)
      .map(({ each }) => each),
  );
  const chosen = [];
  while (chosen.length < number && lists.some((list) => list.length > 0))
    for (const list of lists) if (list.length > 0 && chosen.length < number) chosen.push(list.shift());
  return chosen;
}

/**
 * Returns the scenarios that reach a mutant best. For each function that leads to it, nearest first, this is the
 * scenario with the most steps that need the function and few other steps.
 */
function covering(run, functions) {
  const endpointsOf = new Map(run.dbApi.map(({ name, endpoints }) => [name, new Set(endpoints)]));
  const chosen = new Set();
  for (const name of functions) {
    const endpoints = endpointsOf.get(name);
    if (!endpoints) continue;
    const needs = ({ endpoint, requirements }) =>
      requirements.some((id) => id.startsWith(`${name} `)) ? 1 : endpoints.has(endpoint) ? 0.1 : 0;
    const [best] = run.scenarios
      .filter((each) => each.service === service)
      .map(({ id, steps }) => ({
        id,
        worth: steps.reduce((sum, step) => sum + needs(step), 0) / Math.sqrt(steps.length || 1),
      }))
      .sort((a, b) => b.worth - a.worth);
    if (best?.worth > 0) chosen.add(best.id);
    if (chosen.size === MOST_SCENARIOS) break;
  }
  return [...chosen];
}

/** Returns the functions that lead to `name`, according to the names in the copy's text. */
function callersOf(text, name) {
  const blocks = text
    .split(/^(?=(?:@.*\n)*def )/m)
    .map((block) => ({ name: /^def (\w+)/m.exec(block)?.[1], block }));
  const found = new Set([name]);
  for (let size = 0; size !== found.size; ) {
    size = found.size;
    for (const each of blocks)
      if (
        each.name &&
        !found.has(each.name) &&
        [...found].some((one) => new RegExp(`\\b${one}\\b`).test(each.block.replace(`def ${each.name}`, '')))
      )
        found.add(each.name);
  }
  return found;
}

/** Compares a report with the place of the mistake. A place counts once, even if several steps blame it. */
function score(run, mutant, { worklist, isFailing }) {
  const steps = run.scenarios.flatMap((scenario) => scenario.steps).filter(isFailing);
  const queries = steps.flatMap(({ missing }) => missing).filter(({ surveyed }) => !surveyed);
  const places = new Map(
    queries.map((query) => [`${query.id} ${query.place?.line}`, { query, right: isTrue(query, mutant) }]),
  );
  const [first] = worklist(run)[0]?.queries ?? [];
  const shown = ({ id, way, place, evidence }) => `${way} ${id}:${place?.line} ${evidence}`.slice(0, 160);
  return {
    seen: steps.length > 0,
    located: [...places.values()].some(({ right }) => right),
    first: first !== undefined && isTrue(first, mutant) && isNamed(first, mutant),
    blamed: places.size,
    wrong: [...places.values()].filter(({ right }) => !right).map(({ query }) => shown(query)),
    right: [...places.values()].filter(({ right }) => right).map(({ query }) => shown(query)),
    unexplained: steps.filter(
      ({ missing, follows, blockedBy }) => missing.length === 0 && !follows && !blockedBy,
    ).length,
    failing: steps.length,
  };
}

async function main() {
  const swapped = readFileSync(join(import.meta.dirname, 'swap.py'), 'utf8');
  const original = join(folder, 'original.py');
  const pristine = join(folder, 'pristine.py');
  const copy = join(folder, 'api.py');
  execFileSync(process.execPath, [CLI, 'copy', service, '--output', join(folder, 'copy')], { cwd: ROOT });
  const text = readFileSync(join(folder, 'copy', 'api.py'), 'utf8');
  writeFileSync(original, text);
  for (const file of [pristine, copy]) writeFileSync(file, text + swapped);
  const whole = JSON.parse(readFileSync(values.run, 'utf8'));
  const script = join(import.meta.dirname, kind === 'copy' ? 'mutate_copy.py' : 'mistakes_in_rome.py');
  const python = (...args) =>
    execFileSync(PYTHON, [script, original, ...args], {
      maxBuffer: 1 << 28,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  const all = JSON.parse(python()).map((each, order) => ({ ...each, order }));
  const chosen = sampled(all, Number(values.sample), Number(values.seed));
  // Its own deployments, separate from the user's persistent ones.
  process.env.XDG_RUNTIME_DIR = folder;
  const deployments = await glance({
    copy,
    pristine,
    folder,
    progress: (line) => process.stderr.write(`${line}\n`),
  });
  const rows = [];
  try {
    for (const mutant of chosen) {
      const began = Date.now();
      const functions = kind === 'copy' ? callersOf(text, mutant.function) : reachedBy(whole, mutant);
      const scenarios = mutant.scenarios ?? covering(whole, functions);
      const row = { mutant, scenarios };
      rows.push(row);
      if (scenarios.length === 0) row.problem = 'no scenario reaches it';
      else {
        try {
          const mutated = python(String(mutant.order));
          const error = await deployments.swap(mutated + swapped);
          if (kind === 'rome') surveyed(deployments, [PYTHON, script, original, String(mutant.order)], row);
          if (error) row.problem = `does not import: ${error.trim().split('\n').at(-1)}`;
        } catch (error) {
          row.problem = `no Python: ${error.message.split('\n')[0]}`;
        }
      }
      if (!row.problem) {
        const run = await deployments.run(scenarios, `m${mutant.order}`);
        if (run.abort) throw new Error(run.abort.message);
        Object.assign(row, score(run, mutant, deployments));
      }
      const { wrong, right, ...sums } = row;
      process.stdout.write(
        `${rows.length}/${chosen.length} ${Date.now() - began} ms ${JSON.stringify(sums)}\n`,
      );
      for (const each of right ?? []) process.stdout.write(`    + ${each}\n`);
      for (const each of wrong ?? []) process.stdout.write(`    - ${each}\n`);
    }
  } finally {
    report(rows);
    await deployments.stop();
  }
}

/** Surveys ROME with the mistake. If the survey fails, the previous one stays. */
function surveyed(deployments, command, row) {
  try {
    deployments.survey(command);
  } catch (error) {
    row.unsurveyed = String(error.stderr ?? error)
      .trim()
      .split('\n')
      .at(-1);
  }
}

/** Whether a query has the true place: in a copy, the mutated lines; in ROME, a statement that the mistake affects. */
const isTrue = (query, mutant) =>
  kind === 'copy'
    ? query.dbApi === mutant.function && Math.abs((query.place?.line ?? -9) - mutant.line) <= 2
    : new RegExp(mutant.shows, 'i').test(`${query.construct} ${query.statement ?? ''}`);

/** Whether a query names the right construct. This only matters in ROME. */
const isNamed = (query, mutant) =>
  kind === 'copy' || (mutant.names ?? mutant.constructs).includes(query.construct);

const reachedBy = (run, mutant) =>
  new Set(
    run.dbApi
      .filter(({ constructs }) => constructs.some((each) => mutant.constructs.includes(each)))
      .map(({ name }) => name),
  );

function report(rows) {
  const ran = rows.filter(({ seen }) => seen !== undefined);
  const visible = ran.filter(({ seen }) => seen);
  const share = (part, wholeOf) => (wholeOf === 0 ? '–' : `${((100 * part) / wholeOf).toFixed(1)} %`);
  const sum = (of) => visible.reduce((total, each) => total + of(each), 0);
  const lines = [
    `${service}, ${kind}: sample ${rows.length}, seed ${values.seed}`,
    `| visible | located | named first | false accusations |`,
    `|---|---|---|---|`,
    `| ${visible.length} of ${ran.length} | ${share(visible.filter(({ located }) => located).length, visible.length)} | ${share(visible.filter(({ first }) => first).length, visible.length)} | ${share(
      sum(({ wrong }) => wrong.length),
      sum(({ blamed }) => blamed),
    )} |`,
    ...['not visible: equivalent, or a missing scenario', ...ran.filter(({ seen }) => !seen).map(shown)],
    ...['not named first', ...visible.filter(({ first }) => !first).map(shown)],
    ...['not located', ...visible.filter(({ located }) => !located).map(shown)],
    ...['false accusations', ...visible.filter(({ wrong }) => wrong.length > 0).map(shown)],
    ...['did not run', ...rows.filter(({ problem }) => problem).map((row) => `${shown(row)} ${row.problem}`)],
  ];
  process.stdout.write(`${lines.join('\n')}\nfolder: ${folder}\n`);
}

const shown = ({ mutant, scenarios = [] }) => {
  const { operator, line, was, is } = mutant;
  const what =
    kind === 'copy' ? ` in ${mutant.function}:${line} ${JSON.stringify(was)} → ${JSON.stringify(is)}` : '';
  return `  ${mutant.order} ${operator}${what} (${scenarios.join(' ')})`.slice(0, 260);
};

await main();
