import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allMissing, endpointResults } from '../../assertions/verdict.ts';
import { HarnessError, messageOf } from '../../errors.ts';
import type { Failure, Inventories, RunFile, ScenarioResult } from '../../model.ts';

export type RunHead = Pick<RunFile, 'id' | 'startedAt' | 'baseline' | 'target' | 'filters' | 'planned'>;

/**
 * Keeps `reports/<run>/run.json` true while the run goes: the file is replaced whole, so that whoever reads it, or
 * whatever kills the run, finds the last complete one.
 */
export class Recorder {
  readonly file: string;
  readonly #inventories: Inventories;
  readonly #started = performance.now();
  #run: RunFile;

  /** @param folder The run's own folder, made here. */
  constructor(folder: string, head: RunHead, inventories: Inventories) {
    this.file = join(folder, 'run.json');
    this.#inventories = inventories;
    this.#run = {
      version: 1,
      ...head,
      status: 'running',
      releases: Object.fromEntries(
        Object.values(inventories).map(({ service, release }) => [service, release]),
      ),
      scenarios: [],
      endpoints: [],
      missing: [],
      ms: { total: 0, waiting: 0 },
    };
    this.#write(() => mkdirSync(folder, { recursive: true }));
    this.#save();
  }

  get run(): RunFile {
    return this.#run;
  }

  add(result: ScenarioResult): void {
    const scenarios = [...this.#run.scenarios, result].sort((a, b) => a.id.localeCompare(b.id));
    this.#run = {
      ...this.#run,
      scenarios,
      endpoints: endpointResults(scenarios, this.#inventories),
      missing: allMissing(scenarios),
      ms: { ...this.#run.ms, total: performance.now() - this.#started },
    };
    this.#save();
  }

  /** @param waiting Milliseconds that requests were under way, summed. */
  finish(status: 'finished' | 'aborted', waiting: number, abort?: Failure): RunFile {
    this.#run = {
      ...this.#run,
      status,
      finishedAt: new Date().toISOString(),
      endpoints: endpointResults(this.#run.scenarios, this.#inventories),
      ms: { total: performance.now() - this.#started, waiting },
      ...(abort ? { abort } : {}),
    };
    this.#save();
    return this.#run;
  }

  #save(): void {
    const next = `${this.file}.next`;
    this.#write(() => {
      writeFileSync(next, `${JSON.stringify(this.#run, null, 1)}\n`);
      renameSync(next, this.file);
    });
  }

  #write(action: () => void): void {
    try {
      action();
    } catch (error) {
      throw new HarnessError('REPORT_FAILED', `Cannot write ${this.file}: ${messageOf(error)}`, {
        fix: 'Make room or name another folder with --output; results written before are kept.',
        cause: error,
      });
    }
  }
}
