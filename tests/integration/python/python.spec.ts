import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { expect, test } from 'playwright/test';
import { PYTHON } from '../../../src/deployments/machine/paths.ts';
import { installRelease } from '../../../src/deployments/releases/install-release.ts';
import { pythonOfRelease } from '../../../src/deployments/releases/releases.ts';
import { newestRelease } from '../../../src/shipped/locks.ts';
import { PACKAGE_ROOT } from '../../../src/shipped/paths.ts';

// Nova's own database tests take two minutes of CPU time on each of two databases.

/** Files that take over a minute start first. */
const LONG = ['test_nova_driver.py', 'test_races.py'];
const LONG_ON_NEWEST = ['test_constructs.py', 'test_check.py'];

const TESTS = join(PACKAGE_ROOT, 'tests/python');
/** Modules that tests in several folders share. */
const SUPPORT = join(TESTS, 'support');

/** Tests of the Python code that runs inside OpenStack's processes, in folders like those of python/. */
const files = readdirSync(TESTS, { recursive: true, encoding: 'utf8' })
  .filter((name) => /^test_.*\.py$/.test(basename(name)))
  .sort();

/** Debian always has QEMU, and an oslo.utils that is too old to replace it. */
const ONLY_ON_NEWEST = ['managed/test_image_info.py'];

/** Tests that must also pass with the SQLAlchemy and redis-py of the newest release. */
const ON_NEWEST = [
  'test_constructs.py',
  ...['check', 'loss', 'profile', 'pushdown', 'replicas', 'seed', 'survey', 'tables', 'transactions'].map(
    (name) => `rome/test_${name}.py`,
  ),
  ...['results', 'stack'].map((name) => `probe/test_${name}.py`),
];

for (const file of files.filter((file) => !ONLY_ON_NEWEST.includes(file))) {
  test(`python: ${file}`, { tag: LONG.includes(basename(file)) ? '@long' : [] }, () => pass(PYTHON, file));
}

for (const file of [...ON_NEWEST, ...ONLY_ON_NEWEST]) {
  const tag = LONG_ON_NEWEST.includes(basename(file)) ? '@long' : [];
  test(`python: ${file}, on the newest release`, { tag }, async () => {
    const newest = newestRelease();
    await installRelease(newest, { progress: () => {}, signal: new AbortController().signal });
    pass(pythonOfRelease(newest), file);
  });
}

function pass(python: string, file: string): void {
  // Glance's own tests write a log to the current folder.
  const cwd = test.info().outputPath();
  mkdirSync(cwd, { recursive: true });
  const folder = join(TESTS, dirname(file));
  const { status, stderr } = spawnSync(
    python,
    ['-m', 'unittest', 'discover', '--start-directory', folder, '--pattern', basename(file)],
    {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, PYTHONPATH: [join(PACKAGE_ROOT, 'python'), SUPPORT].join(delimiter) },
    },
  );
  expect(status, stderr).toBe(0);
  expect(stderr).toMatch(/^Ran [1-9]\d* tests? /m);
}

test('no folder of Python tests has more than 15 files', () => {
  const folders = files.map(dirname);
  expect(new Set(folders).size).toBeGreaterThan(3);
  expect(folders.filter((folder) => folders.filter((each) => each === folder).length > 15)).toEqual([]);
});
