/** Runs scenarios on a ROME with a mistake, as a developer of ROME would: in a copy of the checkout, from the boot on. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
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
const PYTHON = '/usr/bin/python3';
const SCRIPT = join(import.meta.dirname, 'mistakes_in_rome.py');
const LONGEST_MS = 900_000;

const python = (...args) => execFileSync(PYTHON, [SCRIPT, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 });

export const mistakes = () => JSON.parse(python()).map((each, order) => ({ ...each, order }));

/** Returns the run file. The deployments are removed after the run. */
export function runWithMistake(order, scenarios) {
  // Short: the address of a Unix socket has room for 107 bytes.
  const folder = mkdtempSync(join(tmpdir(), 'mu-'));
  const app = join(folder, 'app');
  try {
    mkdirSync(app);
    // Hard links: nothing is changed in place.
    for (const part of PARTS) execFileSync('cp', ['-al', join(ROOT, part), app]);
    symlinkSync(join(ROOT, 'node_modules'), join(app, 'node_modules'));
    const file = join(app, 'python', 'rome', '__init__.py');
    const text = python(String(order), file);
    unlinkSync(file);
    writeFileSync(file, text);
    const args = ['run', ...scenarios, '--target', 'rome', '--output', join(folder, 'out')];
    const { stderr } = spawnSync(process.execPath, [join(app, 'dist', 'cli.js'), ...args], {
      ...{ cwd: app, encoding: 'utf8', timeout: LONGEST_MS },
      env: { ...process.env, XDG_RUNTIME_DIR: folder },
    });
    const out = join(folder, 'out');
    const [run] = readdirSync(out, { withFileTypes: true }).filter((each) => each.name.endsWith('-rome'));
    if (!run) throw new Error(stderr.trim());
    return JSON.parse(readFileSync(join(out, run.name, 'run.json'), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
