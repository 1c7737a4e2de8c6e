/** Tests each construct on a ROME in isolation: supported, refused or wrong. */
import { execFile } from 'node:child_process';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { HarnessError, messageOf } from '../../errors.ts';
import type { Survey } from '../../model.ts';
import { parseWritten } from '../file-kinds.ts';
import { cached } from '../machine/cache.ts';
import { ENVIRONMENT } from '../processes/processes.ts';

const execute = promisify(execFile);
const RESULT = 'survey.json';
const MAX_BYTES = 16 * 1024 * 1024;

interface SurveyOptions {
  /** Redis, as ROME takes it. */
  readonly url: string;
  /** File of the profile. */
  readonly profile: string | undefined;
  /** Of everything that decides the result: the code of ROME, the profile. */
  readonly key: string;
  /** Interpreter that has SQLAlchemy and the Redis client. */
  readonly python: string;
  readonly signal: AbortSignal;
}

/** Writes the survey's result to a file, from the cache when this ROME was surveyed before. */
export async function survey(options: SurveyOptions, file: string): Promise<void> {
  const folder = await cached('survey', options.key, async (building) => {
    await writeFile(join(building, RESULT), await run(options), { mode: 0o600 });
  });
  await copyFile(join(folder, RESULT), file);
}

async function run({ url, profile, python, signal }: SurveyOptions): Promise<string> {
  const args = ['-m', 'rome.survey', '--url', url, ...(profile ? ['--profile', profile] : [])];
  const { stdout } = await execute('setpriv', ['--pdeathsig', 'KILL', '--', python, ...args], {
    env: ENVIRONMENT,
    maxBuffer: MAX_BYTES,
    signal,
  }).catch((error: Error & { stderr?: string }) => {
    signal.throwIfAborted();
    throw new HarnessError('BOOT_FAILED', `The survey of ROME failed:\n${error.stderr ?? messageOf(error)}`, {
      fix: `Try it: PYTHONPATH=python ${python} ${args.join(' ')}`,
      cause: error,
    });
  });
  return stdout;
}

/** A survey as written; undefined when there is no such file. */
export async function readSurvey(file: string): Promise<Survey | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  return parseWritten('survey', text, file);
}
