/** Checks whether this machine can boot managed deployments. */
import { execFile } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { HarnessError, messageOf } from '../../errors.ts';
import { DEBIAN, SERVICES } from '../../model.ts';
import { lockOf, newestRelease } from '../../shipped/locks.ts';
import { machinesRedis } from '../databases/redis-server.ts';
import { leftOvers } from '../processes/persistent.ts';
import { ENVIRONMENT } from '../processes/processes.ts';
import { environmentKind, lockDigest } from '../releases/releases.ts';
import { toolchain } from '../releases/toolchain.ts';
import { templateKeys } from '../template/template.ts';
import { isCached } from './cache.ts';
import { installCommand, isDebian, missingOf, packagesOf, packageVersions } from './packages.ts';
import { PYTHON, runsFolder, templatesFolder } from './paths.ts';
import { freePorts } from './ports.ts';

const run = promisify(execFile);

export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** The result of the check. */
  readonly detail: string;
  /** How to fix it. */
  readonly remedy?: string;
}

/** A check returns what it found, and fails by throwing. */
interface Checker {
  readonly name: string;
  readonly remedy: string;
  find(): Promise<string>;
}

/** What Debian's packages need. */
const OF_DEBIAN: readonly Checker[] = [
  {
    name: 'platform',
    remedy: `Use a release from PyPI, such as --release ${newestRelease()}, or name remote deployments in run-scenarios.yaml.`,
    find: async () => {
      if (!isDebian()) throw new Error('no dpkg-query and apt-get');
      return /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'unnamed';
    },
  },
  {
    name: 'python',
    remedy: 'Reinstall the packages: something else shadows them, or they are damaged.',
    find: async () => {
      const script =
        'import sys, keystone, glance, redis, waitress, placement, cinder, neutron_lib, os_vif; print(sys.version.split()[0])';
      return (await run(PYTHON, ['-c', script], { env: ENVIRONMENT })).stdout.trim();
    },
  },
];

/** What the environment of a release needs. */
const OF_RELEASES: readonly Checker[] = [
  {
    name: 'python',
    remedy: 'Install Python 3.11 or later, with its module venv.',
    find: async () => {
      const { python, version, installer } = await toolchain();
      return `${version} (${python}, packages are installed with ${installer === 'uv' ? 'uv' : 'pip'})`;
    },
  },
];

/** @param release of the deployments to boot */
const checkersFor = (release: string): readonly Checker[] => [
  ...(release === DEBIAN ? OF_DEBIAN : OF_RELEASES),
  {
    name: 'setpriv',
    remedy: 'Install util-linux: apt-get install util-linux',
    find: async () => (await run('setpriv', ['--version'], { env: ENVIRONMENT })).stdout.trim(),
  },
  {
    name: 'redis',
    remedy: `Install it: ${installCommand(['redis-server'])}`,
    find: async () => (await machinesRedis())?.version ?? 'will be installed at the next boot of a ROME',
  },
  {
    name: 'loopback',
    remedy: 'Bring the loopback interface up.',
    find: async () => `port ${(await freePorts(1))[0]} of 127.0.0.1 is free`,
  },
  {
    name: 'cache folder',
    remedy: 'Set XDG_CACHE_HOME to a folder that you can write to.',
    find: () => writable(templatesFolder),
  },
  {
    name: 'run folder',
    remedy: 'Set XDG_RUNTIME_DIR to a folder that only you can read and write.',
    find: () => writable(runsFolder),
  },
  {
    name: 'initial state',
    remedy: 'Fix the problems above; if there are none, reinstall run-scenarios.',
    find: async () => {
      if (release !== DEBIAN && !(await isCached(environmentKind(release), lockDigest(lockOf(release)))))
        return `will be created at the next boot, after OpenStack ${release} is installed`;
      const keys = await templateKeys({ release });
      const made = await Promise.all([
        isCached('sql', keys.sql),
        isCached('rome', keys.rome),
        isCached('cloud', keys.cloud),
      ]);
      return made.every(Boolean) ? 'cached' : 'will be created at the next boot';
    },
  },
  {
    name: 'leftovers',
    remedy: 'Run `run-scenarios down`; every run also removes them.',
    find: async () => {
      const names = (await leftOvers()).map(({ record }) => record.spec.name);
      if (names.length > 0) throw new Error(`of killed runs: ${names.join(', ')}`);
      return 'none';
    },
  },
];

/** Runs all checks. The order is the one in which to fix them. */
export async function checks(requiredNode: string, release: string): Promise<readonly Check[]> {
  const [first, ...others] = await Promise.all(checkersFor(release).map(check));
  const packages = release === DEBIAN ? await packageChecks() : [];
  return [nodeCheck(requiredNode), first as Check, ...packages, ...others];
}

async function check({ name, remedy, find }: Checker): Promise<Check> {
  try {
    return { name, ok: true, detail: await find() };
  } catch (error) {
    const fix = error instanceof HarnessError ? error.failure.fix : undefined;
    return { name, ok: false, detail: messageOf(error).trimEnd(), remedy: fix ?? remedy };
  }
}

/** @param required lowest version, such as `20.18.1` */
function nodeCheck(required: string): Check {
  const found = process.versions.node;
  const ok = found.localeCompare(required, undefined, { numeric: true }) >= 0;
  return { name: 'node', ok, detail: found, ...(!ok && { remedy: `Install Node ${required} or later.` }) };
}

async function packageChecks(): Promise<readonly Check[]> {
  const versions = isDebian() ? await packageVersions(SERVICES, DEBIAN) : {};
  const missing = missingOf(SERVICES, versions);
  return packagesOf(SERVICES).map((name) => {
    const version = versions[name];
    if (version) return { name, ok: true, detail: version };
    return { name, ok: false, detail: 'not installed', remedy: `Run: ${installCommand(missing)}` };
  });
}

async function writable(folder: () => Promise<string>): Promise<string> {
  const path = await folder();
  accessSync(path, constants.W_OK);
  return path;
}
