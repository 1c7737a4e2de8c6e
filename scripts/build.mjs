/**
 * Compiles src/ to dist/: `npm run build`. With --if-changed, as npm does before `npx run-scenarios` in a checkout,
 * only when src/ is not what dist/ was compiled from: something may be running from it.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const COMMAND = join(ROOT, 'dist/cli.js');
/** Digest of what dist/ was compiled from. */
const BUILT_FROM = join(ROOT, 'dist/.built-from');

function sources() {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const hash = createHash('sha256');
  for (const file of [...files, ...['tsconfig.json', 'tsconfig.build.json'].map((name) => join(ROOT, name))])
    hash.update(file.slice(ROOT.length)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

const digest = sources();
const isBuilt = () =>
  existsSync(COMMAND) && existsSync(BUILT_FROM) && readFileSync(BUILT_FROM, 'utf8') === digest;
if (!process.argv.includes('--if-changed') || !isBuilt()) {
  const { status } = spawnSync('tsc', ['--project', 'tsconfig.build.json'], { cwd: ROOT, stdio: 'inherit' });
  if (status === 0) {
    chmodSync(COMMAND, 0o755);
    writeFileSync(BUILT_FROM, digest);
  }
  process.exitCode = status ?? 1;
}
