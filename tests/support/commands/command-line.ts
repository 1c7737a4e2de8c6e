import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from 'playwright/test';
import type { RunFile } from '../../../src/model.ts';
import { PACKAGE_ROOT } from '../../../src/shipped/paths.ts';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Command {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** The command as a user runs it, with its own folders for deployments and reports. */
export class CommandLine {
  readonly runtime: string;
  readonly reports: string;

  constructor() {
    // The path is short because the address of a Unix socket has at most 107 bytes.
    this.runtime = mkdtempSync(join(tmpdir(), 'rs-'));
    this.reports = join(this.runtime, 'reports');
  }

  start(...args: readonly string[]): Command {
    const child = spawn(process.execPath, [join(PACKAGE_ROOT, 'dist/cli.js'), ...args], {
      cwd: PACKAGE_ROOT,
      env: { ...process.env, XDG_RUNTIME_DIR: this.runtime, NO_COLOR: '1', FORCE_COLOR: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data) => {
      stdout += data;
    });
    child.stderr.on('data', (data) => {
      stderr += data;
    });
    const ended = new Promise<Ended>((resolve) => {
      child.on('close', (code) => resolve({ code, stdout, stderr }));
    });
    return { child, ended };
  }

  /** Runs `run-scenarios …` until it exits. */
  exec(...args: readonly string[]): Promise<Ended> {
    return this.start(...args).ended;
  }

  /** Starts a run with this test's reports folder. */
  startRun(target: string, ...args: readonly string[]): Command {
    return this.start('--target', target, '--output', this.reports, ...args);
  }

  /** Names of the run folders in the reports folder, oldest first. */
  runNames(): string[] {
    if (!existsSync(this.reports)) return [];
    return readdirSync(this.reports)
      .filter((name) => existsSync(join(this.reports, name, 'run.json')))
      .sort();
  }

  /** The newest run file. */
  runFile(): RunFile {
    const file = join(this.reports, this.runNames().at(-1) ?? '', 'run.json');
    return JSON.parse(readFileSync(file, 'utf8')) as RunFile;
  }

  /** Names of Allure's result files for scenarios, over all runs. */
  allureResults(): string[] {
    return readdirSync(this.reports, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /allure-results\/.*-result\.json$/.test(name),
    );
  }

  /** Stops persistent deployments and removes all files. */
  async remove(): Promise<void> {
    await this.exec('down');
    rmSync(this.runtime, { recursive: true, force: true });
  }
}

export const test = base.extend<{ readonly commandLine: CommandLine }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's dependencies from its pattern.
  commandLine: async ({}, use) => {
    const commandLine = new CommandLine();
    await use(commandLine);
    await commandLine.remove();
  },
});
