import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { HarnessError, messageOf } from '../errors.ts';
import type { RunFile } from '../model.ts';
import { allureResults } from '../reporters/formats/allure.ts';

const run = promisify(execFile);
const ALLURE = createRequire(import.meta.url).resolve('allure-commandline/bin/allure');

/** The folder of Allure's results, beside run.json. */
export const ALLURE_RESULTS = 'allure-results';

/** Writes Allure's results, replacing earlier ones. @throws HarnessError REPORT_FAILED if they cannot be written */
export function writeAllureResults(folder: string, of: RunFile): void {
  try {
    // Allure would show leftover results of an earlier run.
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const { name, text } of allureResults(of)) writeFileSync(join(folder, name), text);
  } catch (error) {
    throw new HarnessError('REPORT_FAILED', `Cannot write Allure's results: ${messageOf(error)}`, {
      fix: 'Free disk space, or name another folder with --output.',
      cause: error,
    });
  }
}

/**
 * Generates Allure's report as one page that opens from disk. Returns its path.
 * @throws HarnessError REPORT_FAILED without Java, or if Allure fails; the results are kept
 */
export async function allureReport(results: string, folder: string): Promise<string> {
  const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin/java') : 'java';
  await run(java, ['-version']).catch((error) => {
    throw new HarnessError(
      'REPORT_FAILED',
      `Allure needs Java, and ${java} does not run; its results are in ${results}`,
      {
        fix: 'Install Java (Debian: apt-get install default-jre-headless) and make the report again.',
        cause: error,
      },
    );
  });
  const args = [ALLURE, 'generate', results, '--clean', '--single-file', '--output', folder];
  // Disable Allure's visitor tracking.
  const env = { ...process.env, ALLURE_NO_ANALYTICS: 'true' };
  await run(process.execPath, args, { env, maxBuffer: MOST_OUTPUT }).catch((error) => {
    throw new HarnessError(
      'REPORT_FAILED',
      `Allure failed: ${messageOf(error)}; its results are in ${results}`,
      {
        cause: error,
      },
    );
  });
  return join(folder, 'index.html');
}

const MOST_OUTPUT = 16 * 1024 * 1024;
