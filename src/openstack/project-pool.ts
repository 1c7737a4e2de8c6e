/** Ready-made projects of a managed deployment. Each is used once until the deployment is reset. */
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import schema from '../../schemas/pool-files.schema.json' with { type: 'json' };
import { Contracts } from '../contracts/contracts.ts';
import { HarnessError, messageOf } from '../errors.ts';
import type { Actor } from '../model.ts';

export interface PooledProject {
  readonly project: string;
  /** Id of the other project, for the actor `other`. */
  readonly other: string;
  readonly users: Readonly<Record<Exclude<Actor, 'nobody'>, string>>;
  readonly tokens: Readonly<Record<Exclude<Actor, 'nobody'>, string>>;
}

/** Written by python/managed/initial_state/project_pool.py. `npm run schemas` generates schemas/pool-files.schema.json from it. */
export interface PoolFiles {
  readonly projects: readonly PooledProject[];
}

const POOL_FILES = new Contracts<PoolFiles>(schema, 'PoolFiles');

/** In the pool's folder: the projects of the initial state, and an empty file for each one taken. */
const PROJECTS = 'projects.json';
const TAKEN = 'taken';

export class ProjectPool {
  readonly #taken: string;
  readonly #projects: readonly PooledProject[];
  #next: number;

  constructor(folder: string) {
    this.#taken = join(folder, TAKEN);
    this.#projects = readProjects(join(folder, PROJECTS));
    mkdirSync(this.#taken, { recursive: true, mode: 0o700 });
    this.#next = readdirSync(this.#taken).length;
  }

  /** Takes a project that no other run on this deployment has taken; undefined if all are taken. */
  take(): PooledProject | undefined {
    while (this.#next < this.#projects.length) {
      const index = this.#next++;
      if (this.#claim(index)) return this.#projects[index];
    }
    return undefined;
  }

  #claim(index: number): boolean {
    try {
      closeSync(openSync(join(this.#taken, String(index)), 'wx', 0o600));
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
  }
}

function readProjects(file: string): readonly PooledProject[] {
  try {
    return POOL_FILES.parse('projects', readFileSync(file, 'utf8'));
  } catch (error) {
    throw new HarnessError('BOOT_FAILED', `${file} has no valid projects: ${messageOf(error, file)}`, {
      fix: 'Run `run-scenarios down`, then run again: this recreates the deployment.',
      cause: error,
    });
  }
}

/** Makes all projects available again, after the databases were reset to the initial state. */
export const freeProjects = (folder: string): void =>
  rmSync(join(folder, TAKEN), { recursive: true, force: true });
