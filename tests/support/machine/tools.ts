import { existsSync } from 'node:fs';
import { installCommand, installPackages } from '../../../src/deployments/machine/packages.ts';
import { HarnessError } from '../../../src/errors.ts';
import { CHROMIUM } from './chromium.ts';

interface Tool {
  /** Files that the packages install. */
  readonly files: readonly string[];
  /** Names of Debian packages. */
  readonly packages: readonly string[];
}

const DIST_PACKAGES = '/usr/lib/python3/dist-packages';

/** What tests use besides Node and the deployments themselves. */
const TOOLS = {
  browser: {
    files: [CHROMIUM, '/usr/share/fonts/truetype/dejavu'],
    packages: ['chromium', 'fonts-dejavu-core'],
  },
  // Allure needs it.
  java: { files: ['/usr/bin/java'], packages: ['default-jre-headless'] },
  // Runs the commands that reports print.
  curl: { files: ['/usr/bin/curl'], packages: ['curl'] },
  // Makes the certificates of TLS servers.
  openssl: { files: ['/usr/bin/openssl'], packages: ['openssl'] },
  // Lists processes that a test left behind.
  ps: { files: ['/usr/bin/ps'], packages: ['procps'] },
  // Imported by Nova's own tests.
  novaTests: {
    files: [`${DIST_PACKAGES}/oslotest`, `${DIST_PACKAGES}/wsgi_intercept`],
    packages: ['python3-oslotest', 'python3-wsgi-intercept'],
  },
} satisfies Record<string, Tool>;

export const progress = (line: string): void => void process.stderr.write(`${line}\n`);

/** Installs missing tools, as root. @throws HarnessError PACKAGE_MISSING for other users. */
export async function ensureTools(...names: readonly (keyof typeof TOOLS)[]): Promise<void> {
  const missing = names
    .map((name) => TOOLS[name])
    .filter(({ files }) => !files.every((file) => existsSync(file)))
    .flatMap(({ packages }) => packages);
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0)
    throw new HarnessError('PACKAGE_MISSING', `The tests need ${missing.join(', ')}`, {
      fix: `Run: ${installCommand(missing)}`,
    });
  await installPackages(missing, progress);
}
