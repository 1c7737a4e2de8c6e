/** Debian packages of managed deployments: lists, checks and installs them. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { HarnessError } from '../../errors.ts';
import { DEBIAN, SERVICES, type Service } from '../../model.ts';
import { newestRelease } from '../../shipped/locks.ts';
import { environmentVersions } from '../releases/releases.ts';
import { databaseOf, type ManagedSpec, servicesOf } from '../run-folder/managed-spec.ts';

const run = promisify(execFile);

/** A service or a database engine, which needs packages. */
export type Need = Service | 'mariadb';

/** Packages of each service, including Keystone and Redis. */
const NEEDED: Readonly<Record<Need, readonly string[]>> = {
  glance: [
    'python3-keystone',
    'python3-glance',
    'glance-common',
    'python3-waitress',
    'redis-server',
    'python3-redis',
  ],
  nova: [
    'python3-nova',
    'nova-common',
    'python3-placement',
    'python3-neutron',
    'neutron-common',
    'python3-cinder',
    'cinder-common',
  ],
  // Not `mariadb-server`, which would start a system-wide server.
  mariadb: ['mariadb-server-core', 'mariadb-client-core', 'python3-pymysql'],
};

/** Needs of a deployment. Every deployment has Keystone, whose packages are among Glance's. */
export const needsOf = (spec: ManagedSpec): readonly Need[] => [
  ...new Set<Need>(['glance', ...servicesOf(spec)]),
  ...(databaseOf(spec) === 'mariadb' ? (['mariadb'] as const) : []),
];

/** Packages for these needs. */
export const packagesOf = (needs: readonly Need[]): readonly string[] =>
  ([...SERVICES, 'mariadb'] as const).filter((need) => needs.includes(need)).flatMap((need) => NEEDED[need]);

/** Dependencies of the packages above that also decide a deployment's answers. */
const ALONG = ['python3-sqlalchemy', 'python3-oslo.db', 'python3-glance-store'];

const DPKG_QUERY = '/usr/bin/dpkg-query';
const APT_GET = '/usr/bin/apt-get';
const KEPT_LINES = 8;

const UPDATE = ['update', '--quiet'];
const install = (packages: readonly string[]): readonly string[] => [
  'install',
  '--yes',
  '--no-install-recommends',
  ...packages,
];

/** The command that installs the missing packages. */
export const installCommand = (missing: readonly string[]): string =>
  `sudo apt-get update && sudo apt-get ${install(missing).join(' ')}`;

/** Why the missing packages cannot be installed, as an error; undefined if they can. */
export function refusal(machine: {
  readonly debian: boolean;
  readonly root: boolean;
  readonly missing: readonly string[];
  /** The distribution's name, such as `Debian GNU/Linux 13 (trixie)`, unless it is the known one. */
  readonly otherThanKnown?: string | undefined;
}): HarnessError | undefined {
  const { debian, root, missing, otherThanKnown } = machine;
  if (!debian) {
    return new HarnessError('PLATFORM_UNSUPPORTED', 'The release `debian` and MariaDB need Debian packages', {
      fix: `Use a release from PyPI, on SQLite: --release ${newestRelease()}. Or name remote deployments (auth and URLs) in run-scenarios.yaml.`,
    });
  }
  if (missing.length === 0) return undefined;
  // MariaDB's packages are the same on Debian's relatives.
  if (otherThanKnown !== undefined && !missing.every((name) => NEEDED.mariadb.includes(name)))
    return new HarnessError('PACKAGE_MISSING', `${otherThanKnown} has a different OpenStack than Debian 12`, {
      fix: `Use a release from PyPI, which needs no Debian packages: --release ${newestRelease()}. Or install those of ${otherThanKnown}, at your own risk: ${installCommand(missing)}`,
    });
  if (root) return undefined;
  return new HarnessError('PACKAGE_MISSING', `Missing: ${missing.join(', ')}`, {
    fix: `Run: ${installCommand(missing)}`,
  });
}

/** Versions of the installed packages that matter for these needs, by package name. */
export async function packageVersions(
  needs: readonly Need[],
  release: string,
): Promise<Readonly<Record<string, string>>> {
  if (release !== DEBIAN) {
    const engine = needs.includes('mariadb') ? await packageVersions(['mariadb'], DEBIAN) : {};
    return { ...environmentVersions(release), ...engine };
  }
  // dpkg-query exits with 1 if any package is unknown, but still prints the others.
  const { stdout } = await run(DPKG_QUERY, [
    '--show',
    '--showformat',
    '${Package} ${Version} ${db:Status-Status}\n',
    ...packagesOf(needs),
    ...ALONG,
  ]).catch((error: { stdout?: string }) => ({ stdout: error.stdout ?? '' }));
  const rows = stdout.split('\n').map((line) => line.split(' '));
  return Object.fromEntries(
    rows.filter(([, , status]) => status === 'installed').map(([name, version]) => [name, version]),
  );
}

export const isDebian = (): boolean =>
  [DPKG_QUERY, APT_GET].every((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** The distribution's name; undefined for Debian 12. */
export function otherThanKnown(osRelease = readOsRelease()): string | undefined {
  const field = (name: string): string | undefined =>
    new RegExp(`^${name}="?([^"\\n]*)`, 'm').exec(osRelease)?.[1];
  if (field('ID') === 'debian' && field('VERSION_ID') === '12') return undefined;
  return field('PRETTY_NAME') ?? 'This system';
}

function readOsRelease(): string {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}

export const missingOf = (
  needs: readonly Need[],
  versions: Readonly<Record<string, string>>,
): readonly string[] => packagesOf(needs).filter((name) => !(name in versions));

/** Serialises installations, because two deployments of a run may request them at once. */
let ensuring: Promise<void> = Promise.resolve();

/** Installs missing packages if run as root. @throws HarnessError PACKAGE_MISSING with the command, otherwise */
export function ensurePackages(needs: readonly Need[], progress: (message: string) => void): Promise<void> {
  const ensured = ensuring.then(() => ensure(needs, progress));
  ensuring = ensured.catch(() => {});
  return ensured;
}

async function ensure(needs: readonly Need[], progress: (message: string) => void): Promise<void> {
  const debian = isDebian();
  const missing = debian ? missingOf(needs, await packageVersions(needs, DEBIAN)) : [];
  const refused = refusal({
    ...{ debian, root: process.getuid?.() === 0, missing },
    otherThanKnown: otherThanKnown(),
  });
  if (refused) throw refused;
  if (missing.length === 0) return;
  await installPackages(missing, progress);
}

/** Installs Debian packages as root. @throws HarnessError PACKAGE_MISSING if that fails */
export async function installPackages(
  names: readonly string[],
  progress: (message: string) => void,
): Promise<void> {
  progress(`Installing ${names.join(', ')}`);
  await apt(UPDATE, progress);
  await apt(install(names), progress);
}

/** Turns lines of apt-get into a progress message for each tenth of the packages. */
export function installProgress(): (line: string) => string | undefined {
  let all = 0;
  let done = 0;
  let tenth = 0;
  return (line) => {
    const [, count] = /(\d+) newly installed/.exec(line) ?? [];
    if (count) all = Number(count);
    if (!line.startsWith('Setting up ') || all === 0) return undefined;
    done++;
    const now = Math.floor((done / all) * 10);
    if (now === tenth) return undefined;
    tenth = now;
    return `${done} of ${all} packages are installed`;
  };
}

/** Runs apt-get and reports progress. */
async function apt(args: readonly string[], progress: (message: string) => void): Promise<void> {
  // Another apt-get may be running on a machine that has just booted.
  const child = spawn(APT_GET, ['-o', 'DPkg::Lock::Timeout=300', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const last: string[] = [];
  const keep = (line: string) => {
    last.push(line);
    if (last.length > KEPT_LINES) last.shift();
  };
  const installed = installProgress();
  createInterface(child.stderr).on('line', keep);
  createInterface(child.stdout).on('line', (line) => {
    keep(line);
    const text = installed(line);
    if (text) progress(text);
  });
  const [code] = await once(child, 'close');
  if (code === 0) return;
  throw new HarnessError(
    'PACKAGE_MISSING',
    `apt-get ${args[0]} failed with exit code ${code}:\n${last.join('\n')}`,
    {
      fix: `Run: apt-get ${args.join(' ')}`,
    },
  );
}
