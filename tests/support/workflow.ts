import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { PACKAGE_ROOT } from '../../src/shipped/paths.ts';

export interface WorkflowStep {
  readonly name?: string;
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Job {
  readonly needs?: string | readonly string[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly container?: string;
  readonly 'timeout-minutes'?: number;
  readonly steps: readonly WorkflowStep[];
}

export interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

export interface Play {
  readonly tasks: readonly {
    readonly name: string;
    readonly 'ansible.builtin.command'?: { readonly cmd: string; readonly chdir: string };
  }[];
}

const read = (file: string): unknown => parse(readFileSync(join(PACKAGE_ROOT, file), 'utf8'));

export const nightly = (): Workflow => read('.github/workflows/nightly.yml') as Workflow;

/** The jobs and the project of Zuul's file, each under its kind. */
export const zuul = (): readonly Readonly<Record<string, Readonly<Record<string, unknown>>>>[] =>
  read('.zuul.yaml') as ReturnType<typeof zuul>;

export const plays = (file: string): readonly Play[] => read(file) as readonly Play[];
