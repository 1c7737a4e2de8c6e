import { existsSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { HarnessError } from '../../errors.ts';

/** The folder that `run` reads. */
const FOLDER = 'scenarios';

/** The file of a new scenario: a bare name is in the service's folder, where `run` finds it. */
export function scenarioFile(named: string, service: string): string {
  const file = /\.ya?ml$/.test(named) ? named : `${named}.yaml`;
  return basename(file) === file ? join(FOLDER, service, file) : file;
}

/** @throws HarnessError COMMAND_LINE if the file exists */
export function refuseExisting(file: string, fix: string): void {
  if (existsSync(file)) throw new HarnessError('COMMAND_LINE', `${file} already exists`, { fix });
}

/** The command that runs a new scenario, wherever its file is. */
export function runCommand(file: string): string {
  const below = relative(FOLDER, file);
  const isInside = below.split('/')[0] !== '..' && !isAbsolute(below);
  return `run-scenarios --target rome ${isInside ? '' : `--scenarios ${dirname(file)} `}${file}`;
}
