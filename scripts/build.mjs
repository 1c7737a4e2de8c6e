/**
 * Builds the command, dist/cli.js, and the module that other projects' tests import, dist/playwright.js, from src/:
 * `npm run build`. With --if-changed, which npm uses before `npx run-scenarios` in a checkout, it only builds if the
 * sources changed since the last build.
 *
 * The command is one file, because loading 300 files would take longer than most commands need.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, ROOT } from './bundle.mjs';

const COMMAND = join(ROOT, 'dist/cli.js');
/** Digest of the sources of dist/. */
const BUILT_FROM = join(ROOT, 'dist/.built-from');

function sources() {
  const files = ['src', 'schemas', 'scripts'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  const hash = createHash('sha256');
  for (const file of [...files.sort(), join(ROOT, 'package.json')])
    hash.update(file.slice(ROOT.length)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

const digest = sources();
const isBuilt = () =>
  existsSync(COMMAND) && existsSync(BUILT_FROM) && readFileSync(BUILT_FROM, 'utf8') === digest;
if (!process.argv.includes('--if-changed') || !isBuilt()) {
  await bundle({ entryPoints: ['src/cli.ts'] }, COMMAND);
  await bundle({ entryPoints: ['src/playwright/scenario-tests.ts'] }, join(ROOT, 'dist/playwright.js'));
  writeFileSync(BUILT_FROM, digest);
}
