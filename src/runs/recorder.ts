import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { withRunCauses } from '../analysis/run-causes.ts';
import { firstSeen } from '../analysis/shards/merge.ts';
import { mergeUses } from '../analysis/trace/db-api-uses.ts';
import { mergeRequirements } from '../analysis/trace/requirements.ts';
import { allMissing, endpointResults } from '../analysis/verdict.ts';
import { HarnessError, messageOf } from '../errors.ts';
import {
  byText,
  type DbApiUse,
  type Inventories,
  type Requirement,
  type RunFile,
  type ScenarioResult,
} from '../model.ts';
import { ScenarioLines } from './scenario-lines.ts';
import { writeRunFile } from './write-run-file.ts';

export type RunHead = Pick<
  RunFile,
  | 'id'
  | 'startedAt'
  | 'baseline'
  | 'target'
  | 'baselineReleases'
  | 'filters'
  | 'digest'
  | 'shard'
  | 'planned'
  | 'unavailable'
>;

/** A scenario's result, with everything that it refers to by id. */
export interface Recorded {
  readonly result: ScenarioResult;
  readonly requirements: readonly Requirement[];
  readonly uses: readonly DbApiUse[];
}

/** The recorder's clock, in milliseconds. Tests supply one that they advance. */
export interface Clock {
  now(): number;
  /** Calls `action` once after `ms`. The returned function cancels it. */
  after(ms: number, action: () => void): () => void;
}

const REAL: Clock = {
  now: () => performance.now(),
  after: (ms, action) => {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};

/** Pause after writing, as a multiple of the time that writing took: at most a fiftieth of a run is spent writing. */
const PAUSE = 50;

/**
 * Keeps `reports/<run>/run.json` up to date during a run. The file is replaced atomically, so a complete one exists at
 * any time, even if the run is killed.
 */
export class Recorder {
  readonly file: string;
  readonly #head: RunHead;
  readonly #inventories: Partial<Inventories>;
  readonly #clock: Clock;
  readonly #started: number;
  readonly #cpu = process.cpuUsage();
  readonly #seen: ReadonlyMap<string, string>;
  readonly #scenarios: ScenarioResult[] = [];
  #requirements: Requirement[] = [];
  #uses: DbApiUse[] = [];
  readonly #lines: ScenarioLines;
  #nextSave = 0;
  #cancel: (() => void) | undefined;

  /**
   * @param folder the run's own folder, which is created
   * @param seen when an earlier run first found a missing query, by query id
   */
  constructor(
    folder: string,
    head: RunHead,
    inventories: Partial<Inventories>,
    seen: ReadonlyMap<string, string> = new Map(),
    clock: Clock = REAL,
  ) {
    this.file = join(folder, 'run.json');
    this.#head = head;
    this.#inventories = inventories;
    this.#seen = seen;
    this.#clock = clock;
    this.#started = clock.now();
    this.#lines = this.#write(() => {
      mkdirSync(folder, { recursive: true });
      return new ScenarioLines(`${this.file}.lines`);
    });
    this.#save();
  }

  /** In milliseconds since 1970. */
  get startedAt(): number {
    return Date.parse(this.#head.startedAt);
  }

  /** The unfinished run. */
  get soFar(): RunFile {
    return this.#run({ status: 'running' }, 0);
  }

  add({ result, requirements, uses }: Recorded): void {
    this.#scenarios.push(this.#write(() => this.#lines.set(result)));
    this.#requirements = mergeRequirements([...this.#requirements, ...requirements]);
    this.#uses = mergeUses([...this.#uses, ...uses]);
    const pause = this.#nextSave - this.#clock.now();
    if (pause <= 0) this.#save();
    else if (!this.#cancel) {
      this.#cancel = this.#clock.after(pause, this.#saveLater);
      process.once('exit', this.#saveLater);
    }
  }

  /**
   * @param waiting milliseconds that requests were pending, summed
   * @param known values that are known only at the end
   */
  finish(
    status: 'finished' | 'aborted',
    waiting: number,
    known: Pick<RunFile, 'abort'> & Partial<Pick<RunFile, 'unavailable' | 'notRun'>> = {},
  ): RunFile {
    const end = { status, finishedAt: new Date().toISOString(), ...known };
    for (const [index, scenario] of withRunCauses(this.#scenarios).entries()) {
      if (scenario === this.#scenarios[index]) continue;
      this.#scenarios[index] = this.#write(() => this.#lines.set(scenario));
    }
    return this.#save(() => this.#run(end, waiting));
  }

  #run(state: Pick<RunFile, 'status'> & Partial<RunFile>, waiting: number): RunFile {
    const scenarios = this.#scenarios.toSorted((a, b) => byText(a.id, b.id));
    const { user, system } = process.cpuUsage(this.#cpu);
    const releases = Object.values(this.#inventories).map(({ service, release }) => [service, release]);
    return {
      version: 1,
      ...this.#head,
      ...state,
      releases: Object.fromEntries(releases),
      scenarios,
      endpoints: endpointResults(scenarios, this.#inventories),
      requirements: this.#requirements,
      dbApi: this.#uses,
      missing: firstSeen(allMissing(scenarios), this.#seen, this.#head.startedAt),
      ms: { total: this.#clock.now() - this.#started, waiting, own: (user + system) / 1000 },
    };
  }

  readonly #saveLater = (): void => {
    try {
      this.#save();
    } catch {
      // Not awaited here. The next write fails too and reports the error.
    }
  };

  #save(compose: () => RunFile = () => this.soFar): RunFile {
    this.#cancel?.();
    this.#cancel = undefined;
    process.off('exit', this.#saveLater);
    const began = this.#clock.now();
    const run = compose();
    this.#write(() => writeRunFile(this.file, run, ({ id }) => this.#lines.line(id)));
    const now = this.#clock.now();
    this.#nextSave = now + PAUSE * (now - began);
    return run;
  }

  #write<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw new HarnessError('REPORT_FAILED', `Cannot write ${this.file}: ${messageOf(error, this.file)}`, {
        fix: 'Free disk space, or name another folder with --output; earlier results are kept.',
        cause: error,
      });
    }
  }
}
