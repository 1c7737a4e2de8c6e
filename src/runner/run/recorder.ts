import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { firstSeen } from '../../assertions/shards/merge.ts';
import { mergeUses } from '../../assertions/trace/db-api-uses.ts';
import { mergeRequirements } from '../../assertions/trace/requirements.ts';
import { allMissing, endpointResults } from '../../assertions/verdict.ts';
import { HarnessError, messageOf } from '../../errors.ts';
import type { DbApiUse, Failure, Inventories, Requirement, RunFile, ScenarioResult } from '../../model.ts';
import { writeRunFile } from './write-run-file.ts';

export type RunHead = Pick<
  RunFile,
  'id' | 'startedAt' | 'baseline' | 'target' | 'filters' | 'digest' | 'shard' | 'planned' | 'untold'
>;

/** What came of a scenario, and in full what its result only names. */
export interface Recorded {
  readonly result: ScenarioResult;
  readonly requirements: readonly Requirement[];
  readonly uses: readonly DbApiUse[];
}

/**
 * Keeps `reports/<run>/run.json` true while the run goes: the file is replaced whole, so that whoever reads it, or
 * whatever kills the run, finds the last complete one.
 */
export class Recorder {
  readonly file: string;
  readonly #inventories: Partial<Inventories>;
  readonly #started = performance.now();
  readonly #cpu = process.cpuUsage();
  readonly #seen: ReadonlyMap<string, string>;
  /** Each scenario's result as JSON: it is written again with every later one. */
  readonly #texts = new Map<string, string>();
  #run: RunFile;

  /**
   * @param folder The run's own folder, made here.
   * @param seen When earlier runs first found a missing query, by its id.
   */
  constructor(
    folder: string,
    head: RunHead,
    inventories: Partial<Inventories>,
    seen: ReadonlyMap<string, string> = new Map(),
  ) {
    this.file = join(folder, 'run.json');
    this.#inventories = inventories;
    this.#seen = seen;
    this.#run = {
      version: 1,
      ...head,
      status: 'running',
      releases: Object.fromEntries(
        Object.values(inventories).map(({ service, release }) => [service, release]),
      ),
      scenarios: [],
      endpoints: [],
      requirements: [],
      dbApi: [],
      missing: [],
      ms: { total: 0, waiting: 0, own: 0 },
    };
    this.#write(() => mkdirSync(folder, { recursive: true }));
    this.#save();
  }

  get run(): RunFile {
    return this.#run;
  }

  add({ result, requirements, uses }: Recorded): void {
    this.#texts.set(result.id, JSON.stringify(result));
    const scenarios = [...this.#run.scenarios, result].sort((a, b) => a.id.localeCompare(b.id));
    this.#run = {
      ...this.#run,
      scenarios,
      endpoints: endpointResults(scenarios, this.#inventories),
      requirements: mergeRequirements([...this.#run.requirements, ...requirements]),
      dbApi: mergeUses([...this.#run.dbApi, ...uses]),
      missing: firstSeen(allMissing(scenarios), this.#seen, this.#run.startedAt),
      ms: this.#times(this.#run.ms.waiting),
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
      ms: this.#times(waiting),
      ...(abort ? { abort } : {}),
    };
    this.#save();
    return this.#run;
  }

  #times(waiting: number): RunFile['ms'] {
    const { user, system } = process.cpuUsage(this.#cpu);
    return { total: performance.now() - this.#started, waiting, own: (user + system) / 1000 };
  }

  #save(): void {
    const { scenarios } = this.#run;
    this.#write(() =>
      writeRunFile(
        this.file,
        this.#run,
        scenarios.map(({ id }) => this.#texts.get(id) ?? ''),
      ),
    );
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
