/** Makes the discovery copy: a service's DB API with its sessions taken from ROME. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { HarnessError } from '../errors.ts';
import { toRome } from './copy-text.ts';

const run = promisify(execFile);

const PACKAGE = 'python3-glance';
const API = '/glance/db/sqlalchemy/api.py';
/** The module that a copy is loaded as. */
const COPY = 'glance/db/discovery/api.py';

export interface DiscoveryCopy {
  readonly text: string;
  /** Unified diff from the original. */
  readonly diff: string;
  /** Path of the installed module. */
  readonly original: string;
}

/** The copy for the installed version of the service. COPY_FAILED when its module does not look as expected. */
export async function discoveryCopy(_service: 'glance'): Promise<DiscoveryCopy> {
  const original = await installedApi();
  const source = await readFile(original, 'utf8');
  const text = toRome(source, original);
  const diff = createTwoFilesPatch(API.slice(1), COPY, source, text, undefined, undefined, {
    headerOptions: FILE_HEADERS_ONLY,
  });
  return { text, diff, original };
}

/** Path of the installed glance/db/sqlalchemy/api.py. */
export async function installedApi(): Promise<string> {
  const { stdout } = await run('dpkg-query', ['--listfiles', PACKAGE]).catch(() => ({ stdout: '' }));
  const file = stdout.split('\n').find((line) => line.endsWith(API));
  if (file) return file;
  throw new HarnessError('COPY_FAILED', `${PACKAGE} is not installed, or has no ${API.slice(1)}`, {
    fix: 'Run `run-scenarios doctor` to check the packages.',
  });
}
