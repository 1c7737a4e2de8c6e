/** Ready-made projects of a managed deployment: each is handed out once until the deployment is in its first state again. */
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Actor } from '../model.ts';

export interface PooledProject {
  readonly project: string;
  /** The project of `other`. */
  readonly other: string;
  readonly users: Readonly<Record<Exclude<Actor, 'nobody'>, string>>;
  readonly tokens: Readonly<Record<Exclude<Actor, 'nobody'>, string>>;
}

/** Below the pool's folder: the projects, as the first state has them, and an empty file for each that was taken. */
const PROJECTS = 'projects.json';
const TAKEN = 'taken';

export class ProjectPool {
  readonly #taken: string;
  readonly #projects: readonly PooledProject[];
  #next: number;

  constructor(folder: string) {
    this.#taken = join(folder, TAKEN);
    this.#projects = JSON.parse(readFileSync(join(folder, PROJECTS), 'utf8'));
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

/** All projects are free again: the databases were put back into the first state. */
export const freeProjects = (folder: string): void =>
  rmSync(join(folder, TAKEN), { recursive: true, force: true });
