import { existsSync } from 'node:fs';
import { ensurePackages } from '../src/deployments/managed.ts';
import { installCommand, installPackages } from '../src/deployments/packages.ts';
import { HarnessError } from '../src/errors.ts';
import { CHROMIUM } from './support/chromium.ts';

/** A browser and fonts to show text with. */
const BROWSER = ['chromium', 'fonts-dejavu-core'];

const progress = (line: string): void => void process.stderr.write(`${line}\n`);

/** Deployments and the browser are real, so their packages must be there before any test needs one. */
export default async function installForTests(): Promise<void> {
  await ensurePackages(progress);
  if (existsSync(CHROMIUM)) return;
  if (process.getuid?.() !== 0)
    throw new HarnessError('PACKAGE_MISSING', 'The tests of the dashboard need Chromium', {
      fix: `Run: ${installCommand(BROWSER)}`,
    });
  await installPackages(BROWSER, progress);
}
