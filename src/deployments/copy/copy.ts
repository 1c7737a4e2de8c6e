/** Makes the discovery copy: a service's DB API with its sessions taken from ROME. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { HarnessError } from '../../errors.ts';
import { DEBIAN, type Service } from '../../model.ts';
import { checkoutOf } from '../releases/checkouts.ts';
import { sitePackages } from '../releases/releases.ts';
import { releaseOf, type Software } from '../releases/software.ts';
import { novaToRome } from './copy-nova.ts';
import { toRome } from './copy-text.ts';

const run = promisify(execFile);

interface Api {
  readonly package: string;
  /** Path of the DB API module below Python's packages. */
  readonly module: string;
  /** Path of the module that replaces it, below Python's packages. */
  readonly copy: string;
  readonly toRome: (source: string, file: string) => string;
}

const APIS: Readonly<Record<Service, Api>> = {
  glance: {
    package: 'python3-glance',
    module: 'glance/db/sqlalchemy/api.py',
    copy: 'glance/db/discovery/api.py',
    toRome,
  },
  nova: {
    package: 'python3-nova',
    module: 'nova/db/main/api.py',
    copy: 'nova/db/discovery/api.py',
    toRome: novaToRome,
  },
};

export interface DiscoveryCopy {
  readonly text: string;
  /** Unified diff from the original. */
  readonly diff: string;
  /** Path of the installed module. */
  readonly original: string;
}

/**
 * Makes the copy for the installed version of a service. @throws HarnessError COPY_FAILED if its module has an
 * unexpected form
 */
export async function discoveryCopy(service: Service, software: Software): Promise<DiscoveryCopy> {
  const { module, copy, toRome } = APIS[service];
  const original = await installedApi(service, software);
  const source = await readFile(original, 'utf8');
  const text = toRome(source, original);
  const diff = createTwoFilesPatch(module, copy, source, text, undefined, undefined, {
    headerOptions: FILE_HEADERS_ONLY,
  });
  return { text, diff, original };
}

/** Path of the service's DB API module, in its checkout or where it is installed. */
export async function installedApi(service: Service, software: Software): Promise<string> {
  const { package: name, module } = APIS[service];
  const checkout = checkoutOf(software, service);
  if (checkout !== undefined) return join(checkout, module);
  const release = releaseOf(software);
  if (release !== DEBIAN) return join(sitePackages(release), module);
  const { stdout } = await run('dpkg-query', ['--listfiles', name]).catch(() => ({ stdout: '' }));
  const file = stdout.split('\n').find((line) => line.endsWith(`/${module}`));
  if (file) return file;
  throw new HarnessError('COPY_FAILED', `${name} is not installed, or has no ${module}`, {
    fix: 'Run `run-scenarios doctor` to check the packages.',
  });
}
