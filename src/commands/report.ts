import { statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { completeRunFile, readRunFile } from '../config/run-files.ts';
import { EXIT } from './exit-codes.ts';
import { reportData } from './report-data.ts';
import { writeDashboard } from './write-dashboard.ts';

export interface ReportCommand {
  /** A run.json or its folder; the newest complete run in `reports` without one. */
  readonly run?: string;
  readonly format: 'html';
  /** Where runs are looked for. */
  readonly reports: string;
  readonly target?: string;
  /** Where the report goes; beside run.json without one. */
  readonly output?: string;
}

/** `run-scenarios report`: makes a report from a run file alone. Resolves with the exit code. */
export async function report(
  { run: named, reports, target, output }: ReportCommand,
  { progress }: { readonly progress: (line: string) => void },
): Promise<number> {
  const file = named ? runFileAt(named) : completeRunFile(reports, target);
  const run = readRunFile(file);
  const folder = output ?? join(dirname(file), 'html');
  const page = writeDashboard(folder, reportData(run, dirname(dirname(file))));
  progress(`Dashboard: ${relative(process.cwd(), page)}`);
  return EXIT.identical;
}

const runFileAt = (path: string): string =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ? join(path, 'run.json') : path;
