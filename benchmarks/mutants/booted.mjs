/** Runs scenarios on deployments that have a mistake from their boot on, as a developer's would. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const PARTS = [
  'dist',
  'python',
  'scenarios',
  'schemas',
  'inventory',
  'releases',
  'package.json',
  'run-scenarios.yaml',
];
const LONGEST_MS = 900_000;

/**
 * Runs scenarios on a ROME with a mistake, in a copy of the checkout. Returns the run file.
 *
 * @param changed returns the new text of a module of ROME, given its path
 */
export const runWithRome = (changed, scenarios) =>
  inFolder((folder) => {
    const app = join(folder, 'app');
    mkdirSync(app);
    // Hard links: nothing is changed in place.
    for (const part of PARTS) execFileSync('cp', ['-al', join(ROOT, part), app]);
    symlinkSync(join(ROOT, 'node_modules'), join(app, 'node_modules'));
    const file = join(app, 'python', 'rome', '__init__.py');
    const text = changed(file);
    unlinkSync(file);
    writeFileSync(file, text);
    return run({ app, folder, scenarios, config: join(app, 'run-scenarios.yaml') });
  });

/** Calls `use` with a folder that is removed afterwards. */
function inFolder(use) {
  // Short: the address of a Unix socket has room for 107 bytes.
  const folder = mkdtempSync(join(tmpdir(), 'mu-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function run({ app, folder, scenarios, config }) {
  const out = join(folder, 'out');
  const args = ['run', ...scenarios, '--target', 'rome', '--config', config, '--output', out];
  const { stderr } = spawnSync(process.execPath, [join(app, 'dist', 'cli.js'), ...args], {
    ...{ cwd: app, encoding: 'utf8', timeout: LONGEST_MS, maxBuffer: 1 << 28 },
    env: { ...process.env, XDG_RUNTIME_DIR: folder },
  });
  const [written] = existsSync(out) ? readdirSync(out).filter((name) => name.endsWith('-rome')) : [];
  if (written === undefined) throw new Error(/^[A-Z_]+ .*/m.exec(stderr)?.[0] ?? stderr.trim());
  return JSON.parse(readFileSync(join(out, written, 'run.json'), 'utf8'));
}
