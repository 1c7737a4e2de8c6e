import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { PACKAGE_ROOT } from '../../../src/shipped/paths.ts';

export interface WorkflowStep {
  readonly name?: string;
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
  readonly 'continue-on-error'?: boolean;
}

export interface Job {
  readonly needs?: string | readonly string[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly container?: string;
  readonly outputs?: Readonly<Record<string, string>>;
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

const textOf = (file: string): string => readFileSync(join(PACKAGE_ROOT, file), 'utf8');
const read = (file: string): unknown => parse(textOf(file));

export const nightly = (): Workflow => read('.github/workflows/nightly.yml') as Workflow;

/** The workflow that checks every change. */
export const check = (): Workflow => read('.github/workflows/check.yml') as Workflow;

/** The workflow that publishes a tag. */
export const release = (): Workflow => read('.github/workflows/release.yml') as Workflow;

/** The actions of all workflows, each with its comment. */
export const actions = (): readonly string[] =>
  ['nightly', 'check', 'release'].flatMap((name) =>
    [...textOf(`.github/workflows/${name}.yml`).matchAll(/ uses: (.*)/g)].map(([, action = '']) => action),
  );

/** The entries of Zuul's file: jobs and the project, each under its kind. */
export const zuul = (): readonly Readonly<Record<string, Readonly<Record<string, unknown>>>>[] =>
  read('.zuul.yaml') as ReturnType<typeof zuul>;

export const plays = (file: string): readonly Play[] => read(file) as readonly Play[];
