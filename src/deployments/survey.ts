/** Asks a ROME for each construct by itself, whether it meets it. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { HarnessError, messageOf } from '../errors.ts';
import type { Survey } from '../model.ts';
import { PYTHON } from './paths.ts';
import { ENVIRONMENT } from './processes.ts';

const run = promisify(execFile);
const MAX_BYTES = 16 * 1024 * 1024;

/** Runs the survey over a Redis and writes its result to a file. */
export async function survey(
  url: string,
  profile: string | undefined,
  file: string,
  signal: AbortSignal,
): Promise<void> {
  const args = ['-m', 'rome.survey', '--url', url, ...(profile ? ['--profile', profile] : [])];
  const { stdout } = await run('setpriv', ['--pdeathsig', 'KILL', '--', PYTHON, ...args], {
    env: ENVIRONMENT,
    maxBuffer: MAX_BYTES,
    signal,
  }).catch((error: Error & { stderr?: string }) => {
    signal.throwIfAborted();
    throw new HarnessError('BOOT_FAILED', `The survey of ROME failed:\n${error.stderr ?? messageOf(error)}`, {
      fix: `Try it: PYTHONPATH=deployments ${PYTHON} ${args.join(' ')}`,
      cause: error,
    });
  });
  await writeFile(file, stdout, { mode: 0o600 });
}

/** A survey as written; undefined when there is no such file. */
export async function readSurvey(file: string): Promise<Survey | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const read = JSON.parse(text) as Survey;
  if (read.version === 1) return read;
  throw new HarnessError('BOOT_FAILED', `The survey in ${file} is of version ${read.version}, not 1`);
}
