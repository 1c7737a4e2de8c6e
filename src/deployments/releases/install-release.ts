import { lockOf } from '../../shipped/locks.ts';
import { cached } from '../machine/cache.ts';
import { fillEnvironment } from './fill-environment.ts';
import { environmentKind, lockDigest } from './releases.ts';

/**
 * Creates the environment of a release from its lock file unless it is cached.
 * @throws HarnessError PACKAGE_MISSING if there is no suitable Python or installer, or the installation fails
 */
export async function installRelease(
  release: string,
  options: { readonly progress: (message: string) => void; readonly signal: AbortSignal },
): Promise<void> {
  const lock = lockOf(release);
  await cached(environmentKind(release), lockDigest(lock), async (building) => {
    options.progress(`Installing OpenStack ${release} from PyPI (once, about 400 MB)`);
    await fillEnvironment(building, lock, options.signal);
  });
}
