import { existsSync } from 'node:fs';
import { installCommand, installPackages } from '../src/deployments/machine/packages.ts';
import { ensurePackages } from '../src/deployments/managed.ts';
import { HarnessError } from '../src/errors.ts';
import { SERVICES } from '../src/model.ts';
import { CHROMIUM } from './support/chromium.ts';

/** By a file that tells that they are there. */
const TOOLS: Readonly<Record<string, readonly string[]>> = {
  // A browser with fonts to show text in.
  [CHROMIUM]: ['chromium', 'fonts-dejavu-core'],
  // What Allure runs on.
  '/usr/bin/java': ['default-jre-headless'],
  // What runs printed commands, and lists what was left behind.
  '/usr/bin/curl': ['curl'],
  '/usr/bin/ps': ['procps'],
  // What Nova's own tests import.
  '/usr/lib/python3/dist-packages/oslotest': ['python3-oslotest'],
  '/usr/lib/python3/dist-packages/wsgi_intercept': ['python3-wsgi-intercept'],
};

const progress = (line: string): void => void process.stderr.write(`${line}\n`);

/** Deployments, the browser and Allure are real, so their packages must be there before any test needs one. */
export default async function installForTests(): Promise<void> {
  await ensurePackages([...SERVICES, 'mariadb'], progress);
  const missing = Object.entries(TOOLS).flatMap(([file, names]) => (existsSync(file) ? [] : names));
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0)
    throw new HarnessError('PACKAGE_MISSING', `The tests need ${missing.join(', ')}`, {
      fix: `Run: ${installCommand(missing)}`,
    });
  await installPackages(missing, progress);
}
