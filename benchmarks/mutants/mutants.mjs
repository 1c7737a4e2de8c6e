/**
 * Mutation testing: how well a run says what is wrong, whatever it is. Mistakes are put into a service's discovery copy by
 * operators on its syntax tree, and into ROME by hand; for each, the fewest scenarios that reach it run, and the report is
 * held against the place of the mistake.
 *
 *     npm run mutants -- --service glance --sample 100 --seed 7 [--kind copy|rome] [--run run.json]
 *
 * `--run` is a complete run on the target `rome`, which tells what each scenario reaches; without it, one is made.
 */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const ROOT = join(import.meta.dirname, '..', '..');
const CLI = join(ROOT, 'dist', 'cli.js');
const PYTHON = '/usr/bin/python3';
const MOST_SCENARIOS = 4;
const PATIENCE_MS = 600_000;

const { values } = parseArgs({
  options: {
    service: { type: 'string', default: 'glance' },
    sample: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    kind: { type: 'string', default: 'copy' },
    run: { type: 'string' },
  },
});
const { service, kind } = values;
const folder = mkdtempSync(join(tmpdir(), 'mutants-'));
const reports = join(folder, 'reports');

/** A run's exit code; what it printed stays in `log`. */
const cli = (args, log) =>
  new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [CLI, ...args],
      {
        cwd: ROOT,
        maxBuffer: 1 << 28,
        timeout: PATIENCE_MS,
        // Deployments of its own, whatever else this user keeps.
        env: { ...process.env, XDG_RUNTIME_DIR: folder },
      },
      (error, stdout, stderr) => {
        if (log) writeFileSync(log, stdout + stderr);
        resolve(error ? (error.code ?? 4) : 0);
      },
    );
    child.stdin?.end();
  });

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** As many as asked for, of each operator in turn, so that the commonest operators do not crowd out the others. */
function sampled(all, number, seed) {
  const next = random(seed);
  const byOperator = new Map();
  for (const each of all) byOperator.set(each.operator, [...(byOperator.get(each.operator) ?? []), each]);
  for (const list of byOperator.values()) list.sort((a, b) => a.order - b.order);
  const lists = [...byOperator.values()].map((list) =>
    list.map((each) => ({ each, key: next() })).sort((a, b) => a.key - b.key).map(({ each }) => each),
  );
  const chosen = [];
  while (chosen.length < number && lists.some((list) => list.length > 0))
    for (const list of lists) if (list.length > 0 && chosen.length < number) chosen.push(list.shift());
  return chosen;
}

const newestRun = () => {
  const runs = existsSync(reports) ? readdirSync(reports).filter((name) => existsSync(join(reports, name, 'run.json'))).sort() : [];
  const newest = runs.at(-1);
  return newest ? JSON.parse(readFileSync(join(reports, newest, 'run.json'), 'utf8')) : undefined;
};

/** The scenarios that reach most of a function's uses, the fewest first: those of its endpoints that call it. */
function covering(run, functions) {
  const endpoints = new Set(run.dbApi.filter(({ name }) => functions.has(name)).flatMap((use) => use.endpoints));
  const open = new Set(endpoints);
  const chosen = [];
  while (open.size > 0 && chosen.length < MOST_SCENARIOS) {
    const best = run.scenarios
      .filter(({ id }) => !chosen.includes(id))
      .map(({ id, steps }) => ({ id, gain: new Set(steps.map(({ endpoint }) => endpoint).filter((each) => open.has(each))), steps: steps.length }))
      .sort((a, b) => b.gain.size - a.gain.size || a.steps - b.steps)[0];
    if (!best || best.gain.size === 0) break;
    chosen.push(best.id);
    for (const each of best.gain) open.delete(each);
  }
  return chosen;
}

/** Public functions that lead to one, by the names in the copy's text. */
function callersOf(text, name) {
  const blocks = text.split(/^(?=(?:@.*\n)*def )/m).map((block) => ({ name: /^def (\w+)/m.exec(block)?.[1], block }));
  const found = new Set([name]);
  for (let size = 0; size !== found.size; ) {
    size = found.size;
    for (const each of blocks)
      if (each.name && !found.has(each.name) && [...found].some((one) => new RegExp(`\\b${one}\\b`).test(each.block.replace(`def ${each.name}`, ''))))
        found.add(each.name);
  }
  return found;
}

const isFailing = (step) => step.failures.length > 0 || !['identical', 'gone', 'unavailable'].includes(step.verdict);

/** Holds a report against the place of the mistake. A place is blamed once, whatever number of steps blame it. */
function score(run, isTrue) {
  const failing = run.scenarios.flatMap(({ steps }) => steps).filter(isFailing);
  const places = new Map();
  for (const query of failing.flatMap(({ missing }) => missing))
    places.set(`${query.dbApi} ${query.place?.file}:${query.place?.line}`, isTrue(query));
  const first = failing.find(({ missing }) => missing.length > 0)?.missing[0];
  return {
    seen: failing.length > 0,
    located: [...places.values()].some(Boolean),
    first: first !== undefined && isTrue(first),
    blamed: places.size,
    falsely: [...places.values()].filter((each) => !each).length,
  };
}

async function main() {
  mkdirSync(reports, { recursive: true });
  const copied = join(folder, 'copy');
  await cli(['copy', service, '--output', copied]);
  const pristine = join(copied, 'api.py');
  const text = readFileSync(pristine, 'utf8');
  const config = join(folder, 'config.yaml');
  const targets = { rome: { managed: 'rome', services: [service] } };
  const write = () => writeFileSync(config, JSON.stringify({ baseline: { managed: 'sql', services: [service] }, targets }));
  write();
  const common = ['--config', config, '--output', reports];
  if (!values.run) await cli([service, '--target', 'rome', ...common]);
  const whole = values.run ? JSON.parse(readFileSync(values.run, 'utf8')) : newestRun();
  const script = kind === 'copy' ? 'mutate_copy.py' : 'mistakes_in_rome.py';
  const all = JSON.parse(execFileSync(PYTHON, [join(import.meta.dirname, script), pristine], { maxBuffer: 1 << 28 }));
  const chosen = sampled(all.map((each, order) => ({ ...each, order })), Number(values.sample), Number(values.seed));
  await cli(['up', 'rome', '--config', config]);
  const rows = [];
  try {
    for (const mutant of chosen) {
      const functions = kind === 'copy' ? callersOf(text, mutant.function) : reachedBy(whole, mutant);
      const scenarios = mutant.scenarios ?? covering(whole, functions);
      if (scenarios.length === 0) {
        rows.push({ mutant, unreached: true });
        continue;
      }
      const name = `m${mutant.order}`;
      const file = join(folder, `${name}.py`);
      const args = [join(import.meta.dirname, script), pristine, String(mutant.order)];
      writeFileSync(file, execFileSync(PYTHON, args, { maxBuffer: 1 << 28 }));
      targets[name] = { managed: 'rome', services: [service], copy: file };
      write();
      const before = newestRun()?.id;
      const code = await cli([...scenarios, '--target', name, ...common], join(folder, `${name}.log`));
      const run = newestRun();
      const result =
        code > 1 || run === undefined || run.id === before
          ? { unbooted: true, code }
          : score(run, (query) => isTrue(query, mutant));
      rows.push({ mutant, scenarios, ...result });
      const short = JSON.stringify({ ...mutant, ...result, order: undefined });
      process.stdout.write(`${rows.length}/${chosen.length} ${short.slice(0, 400)}\n`);
    }
  } finally {
    await cli(['down', 'rome', 'baseline', '--config', config]);
  }
  report(rows);
}

/** In a copy, the hunk; in ROME, a statement of the kind that the mistake is about. */
const isTrue = (query, mutant) =>
  kind === 'copy'
    ? query.dbApi === mutant.function && Math.abs((query.place?.line ?? -9) - mutant.line) <= 2
    : new RegExp(mutant.shows, 'i').test(`${query.construct} ${query.statement ?? ''}`);

const reachedBy = (run, mutant) =>
  new Set(run.dbApi.filter(({ constructs }) => constructs.some((each) => mutant.constructs.includes(each))).map(({ name }) => name));

function report(rows) {
  const ran = rows.filter(({ seen }) => seen !== undefined);
  const visible = ran.filter(({ seen }) => seen);
  const share = (part, wholeOf) => (wholeOf === 0 ? '–' : `${((100 * part) / wholeOf).toFixed(1)} %`);
  const sum = (of) => visible.reduce((total, each) => total + of(each), 0);
  const lines = [
    `${service}, ${kind}: sample ${rows.length}, seed ${values.seed}`,
    `| visible | located | named first | false accusations |`,
    `|---|---|---|---|`,
    `| ${visible.length} of ${ran.length} | ${share(visible.filter(({ located }) => located).length, visible.length)} | ${share(visible.filter(({ first }) => first).length, visible.length)} | ${share(sum(({ falsely }) => falsely), sum(({ blamed }) => blamed))} |`,
    ...['not seen: equivalent, or a missing scenario', ...ran.filter(({ seen }) => !seen).map(shown)],
    ...['not located', ...visible.filter(({ located }) => !located).map(shown)],
    ...['accused falsely', ...visible.filter(({ falsely }) => falsely > 0).map(shown)],
    ...['did not run', ...rows.filter(({ unreached, unbooted }) => unreached || unbooted).map(shown)],
  ];
  process.stdout.write(`${lines.join('\n')}\nfolder: ${folder}\n`);
}

const shown = ({ mutant, scenarios = [] }) =>
  `  ${mutant.operator} in ${mutant.function}:${mutant.line} ${JSON.stringify(mutant.was)} → ${JSON.stringify(mutant.is)} (${scenarios.join(' ')})`.slice(0, 260);

await main();
