/** Ready-made projects of a managed deployment: each is handed out once until the deployment is in its first state again. */
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import schema from '../../schemas/pool-files.schema.json' with { type: 'json' };
import { Contracts } from '../contracts/contracts.ts';
import { HarnessError, messageOf } from '../errors.ts';
import type { Actor } from '../model.ts';

export interface PooledProject {
  readonly project: string;
  /** The project of `other`. */
  readonly other: string;
  readonly users: Readonly<Record<Exclude<Actor, 'nobody'>, string>>;
  readonly tokens: Readonly<Record<Exclude<Actor, 'nobody'>, string>>;
}

/** By python/openstack/project_pool.py; `npm run schemas` makes schemas/pool-files.schema.json of it. */
export interface PoolFiles {
  readonly projects: readonly PooledProject[];
}

const POOL_FILES = new Contracts<PoolFiles>(schema, 'PoolFiles');

/** Below the pool's folder: the projects, as the first state has them, and an empty file for each that was taken. */
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

  /** One that nobody else has, other runs on the same deployment among them; undefined when all are taken. */
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
    throw new HarnessError('BOOT_FAILED', `${file} has no valid projects: ${messageOf(error)}`, {
      fix: 'Run `run-scenarios down`, then run again: this recreates the deployment.',
      cause: error,
    });
  }
}

/** All projects are free again: the databases were put back into the first state. */
export const freeProjects = (folder: string): void =>
  rmSync(join(folder, TAKEN), { recursive: true, force: true });
