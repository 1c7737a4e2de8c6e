/** Tests each construct on a ROME in isolation: supported, refused or wrong. */
import { execFile } from 'node:child_process';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { messageOf } from '../../errors.ts';
import type { Survey } from '../../model.ts';
import { parseWritten } from '../file-kinds.ts';
import { cached } from '../machine/cache.ts';
import { ENVIRONMENT } from '../processes/processes.ts';

const execute = promisify(execFile);
const RESULT = 'survey.json';
const MAX_BYTES = 16 * 1024 * 1024;
const LONGEST_MS = 120_000;

interface SurveyOptions {
  /** Redis URL in ROME's format. */
  readonly url: string;
  /** Path of the profile. */
  readonly profile: string | undefined;
  /** Digest of everything that decides the result: ROME's code and the profile. */
  readonly key: string;
  /** Interpreter with SQLAlchemy and the Redis client. */
  readonly python: string;
  readonly signal: AbortSignal;
}

/**
 * Writes the survey's result to a file, from the cache if possible. A failing survey does not fail the boot; its result
 * then contains the error.
 */
export async function survey(options: SurveyOptions, file: string): Promise<void> {
  try {
    const folder = await cached('survey', options.key, async (building) => {
      await writeFile(join(building, RESULT), await run(options), { mode: 0o600 });
    });
    await copyFile(join(folder, RESULT), file);
  } catch (error) {
    if (!(error instanceof SurveyFailed)) throw error;
    const failed: Survey = { version: 1, constructs: {}, failed: error.message };
    await writeFile(file, JSON.stringify(failed), { mode: 0o600 });
  }
}

class SurveyFailed extends Error {}

async function run({ url, profile, python, signal }: SurveyOptions): Promise<string> {
  const args = ['-m', 'rome.survey', '--url', url, ...(profile ? ['--profile', profile] : [])];
  const { stdout } = await execute('setpriv', ['--pdeathsig', 'KILL', '--', python, ...args], {
    env: ENVIRONMENT,
    maxBuffer: MAX_BYTES,
    timeout: LONGEST_MS,
    signal,
  }).catch((error: Error & { stderr?: string; killed?: boolean }) => {
    signal.throwIfAborted();
    if (error.killed) throw new SurveyFailed(`no result within ${LONGEST_MS / 1000} s`);
    throw new SurveyFailed(error.stderr?.trim().split('\n').at(-1) || messageOf(error));
  });
  return stdout;
}

/** Reads a survey; undefined if the file does not exist. */
export async function readSurvey(file: string): Promise<Survey | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  return parseWritten('survey', text, file);
}
