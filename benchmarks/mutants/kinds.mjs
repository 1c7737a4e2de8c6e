/** The kinds of mutants: of a service's discovery copy, and of ROME. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runWithRome } from './booted.mjs';
import { deployed } from './deployments.mjs';
import { callersOf, reachedBy } from './reach.mjs';

const ROOT = join(import.meta.dirname, '..', '..');
const CLI = join(ROOT, 'dist', 'cli.js');
const PYTHON = '/usr/bin/python3';

const output = (program, ...args) =>
  execFileSync(PYTHON, [join(import.meta.dirname, program), ...args], {
    ...{ maxBuffer: 1 << 28, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  });

/**
 * Mutants of a service's copy, on two deployments that boot at the first run and then stay up.
 *
 * @param folder for the copy and the runs
 * @param edits path of a JSON file with mistakes by hand, in place of the operators': a list of `{ what, function, was,
 * is, scenarios? }`, in which `was` is a text that the copy contains once. All named scenarios run
 */
export function copyMutants(service, folder, edits) {
  execFileSync(process.execPath, [CLI, 'copy', service, '--output', join(folder, 'copy')], { cwd: ROOT });
  const file = join(folder, 'copy', 'api.py');
  const text = readFileSync(file, 'utf8');
  const swapped = readFileSync(join(import.meta.dirname, 'swap.py'), 'utf8');
  const [pristine, copy] = ['pristine.py', 'api.py'].map((name) => join(folder, name));
  for (const each of [pristine, copy]) writeFileSync(each, text + swapped);
  let booted;
  const deployments = () => {
    // Its own deployments, separate from the user's persistent ones.
    process.env.XDG_RUNTIME_DIR = folder;
    booted ??= deployed(service, { copy, pristine, folder });
    return booted;
  };
  const runText = async (changed, scenarios, name) => {
    const { swap, run } = await deployments();
    const error = await swap(changed + swapped);
    if (error) throw new Error(`does not import: ${error.trim().split('\n').at(-1)}`);
    return run(scenarios, name);
  };
  const all = edits
    ? JSON.parse(readFileSync(edits, 'utf8')).map((edit) => byHand(edit, text))
    : JSON.parse(output('mutate_copy.py', file));
  const changed = ({ order, was, is }) =>
    edits ? text.replace(was, () => is) : output('mutate_copy.py', file, String(order));
  return {
    all: all.map((each, order) => ({ ...each, order })),
    reaching: (mutant) => callersOf(text, mutant.function),
    run: (mutant, scenarios) => runText(changed(mutant), scenarios, `m${mutant.order}`),
    /** Runs the copy without a mistake: whether the deployments still work after the mutants. */
    control: (scenarios) => runText(text, scenarios, 'control'),
    stop: async () => (await booted)?.stop(),
  };
}

/** A mistake by hand as a mutant. Its line is the first that it changes. */
function byHand({ what, function: within, was, is, scenarios }, text) {
  const [before, ...after] = text.split(was);
  if (after.length !== 1) throw new Error(`The copy contains ${JSON.stringify(was)} ${after.length} times`);
  const shared = was.split('\n').findIndex((line, at) => line !== is.split('\n')[at]);
  const line = before.split('\n').length + Math.max(shared, 0);
  return { operator: what, function: within, line, was, is, scenarios };
}

/** Mistakes in ROME, each on deployments of its own. @param whole a complete run */
export const romeMutants = (whole) => ({
  all: JSON.parse(output('mistakes_in_rome.py')).map((each, order) => ({ ...each, order })),
  reaching: (mutant) => reachedBy(whole, mutant),
  run: async ({ order }, scenarios) =>
    runWithRome((file) => output('mistakes_in_rome.py', String(order), file), scenarios),
  stop: async () => {},
});
