/** Two deployments of a service that stay up while the copy is swapped, and runs on them. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { imported } from '../../scripts/bundle.mjs';

const TAKEN_MS = 60_000;
/** A mutant can make a scenario poll until its timeout. What ran until then is scored. */
const LONGEST_MS = { glance: 45_000, nova: 150_000 };

/** The process that runs each service's copy. */
const PROCESSES = { glance: 'Glance', nova: 'Nova' };

/**
 * @param copy path of the discovery copy that the target runs. Every text that is written to it must end with `swap.py`
 * @param pristine path of the copy without a mistake
 */
export async function deployed(service, { copy, pristine, folder }) {
  const progress = (line) => process.stderr.write(`${line}\n`);
  const own = await imported(
    'mutants',
    'execution/boot/boot-named.ts',
    'execution/scenarios-in.ts',
    'execution/select.ts',
    'execution/response-rules.ts',
    'runner/run/run.ts',
    'deployments/rome/switch-profile.ts',
    'deployments/run-folder/record.ts',
    'shipped/inventories.ts',
  );
  const signal = new AbortController().signal;
  const named = {
    baseline: { kind: 'managed', name: 'baseline', backend: 'sql', services: [service] },
    target: {
      kind: 'managed',
      name: 'mutants',
      backend: 'rome',
      services: [service],
      copy: { [service]: copy },
    },
  };
  const booted = await own.bootNamed(named, [service], { keep: false, probe: true, progress, signal });
  const { baseline } = booted.deployments;
  const target = {
    ...booted.deployments.target,
    copies: booted.deployments.target.copies.map((each) =>
      each.file === copy ? { ...each, pristine } : each,
    ),
  };
  const known = own.inventories();
  const loaded = await own.scenariosIn({ scenarios: ['scenarios'] }, known);
  const record = own.readRecord(target.folders[0]);
  const { pid } = record.processes.find(({ name }) => name === PROCESSES[service]);
  for (const each of [baseline, target]) await own.noteFirstState(each);

  /** Makes the target load a text of its copy. Returns the error of a failed import. */
  async function load(text) {
    writeFileSync(copy, text);
    const taken = `${copy}.taken`;
    rmSync(taken, { force: true });
    process.kill(pid, 'SIGUSR2');
    for (
      const until = Date.now() + TAKEN_MS;
      !existsSync(taken) || readFileSync(taken, 'utf8') === '';
      await sleep(10)
    )
      if (Date.now() > until) throw new Error(`${service} did not load the copy in time`);
    const outcome = readFileSync(taken, 'utf8');
    return outcome === 'ok' ? undefined : outcome;
  }

  /** Makes the target run another text of its copy, in the initial state. Returns the error of a failed import. */
  async function swap(text) {
    // Services read the databases while they restore their state.
    await load(readFileSync(pristine, 'utf8'));
    await Promise.all([baseline, target].map(own.backToFirstState));
    return load(text);
  }

  /** Runs some scenarios and returns the run file. */
  async function run(ids, name) {
    const late = AbortSignal.timeout(LONGEST_MS[service]);
    const { abort, ...file } = await own.run(own.select(loaded, ids), {
      deployments: { baseline, target },
      rootCause: booted.rootCause,
      inventories: known,
      rules: own.responseRules(known),
      filters: ids,
      folder: join(folder, name),
      keep: false,
      workers: 3,
      signal: AbortSignal.any([signal, late]),
      onKept: () => {},
      onEvent: () => {},
    });
    const isCut = late.aborted;
    return isCut ? { ...file, isCut } : { ...file, abort };
  }

  return { swap, run, stop: () => booted.stop() };
}
