import { DEBIAN } from '../../model.ts';
import { ensurePackages, type Need } from '../machine/packages.ts';
import { installRelease } from './install-release.ts';

/**
 * Installs what a release's deployments need: Debian's packages, or the release's environment. MariaDB is always
 * Debian's.
 * @throws HarnessError PACKAGE_MISSING or PLATFORM_UNSUPPORTED
 */
export async function ensureRelease(
  release: string,
  needs: readonly Need[],
  options: { readonly progress: (message: string) => void; readonly signal: AbortSignal },
): Promise<void> {
  if (release !== DEBIAN) await installRelease(release, options);
  const packaged = release === DEBIAN ? needs : needs.filter((need) => need === 'mariadb');
  if (packaged.length > 0) await ensurePackages(packaged, options.progress);
}
