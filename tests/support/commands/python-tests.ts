import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'playwright/test';
import { PYTHON, PYTHON_FOLDER } from '../../../src/deployments/machine/paths.ts';
import { PACKAGE_ROOT } from '../../../src/shipped/paths.ts';

/** Tests of complete services on ROME, and modules that tests share. */
const TESTS = join(PACKAGE_ROOT, 'tests/python/rome/services');
const SUPPORT = join(PACKAGE_ROOT, 'tests/python/support');

/** Runs Python in `cwd`, with the project's Python packages and their tests on its path. */
async function python(cwd: string, ...args: readonly string[]) {
  const path = [TESTS, SUPPORT, PYTHON_FOLDER].join(':');
  const env = { ...process.env, PYTHONPATH: path };
  return promisify(execFile)(PYTHON, args, { cwd, env, maxBuffer: 1 << 26 });
}

/**
 * Requires that tests of tests/python/rome/services, `<module>.<class>.<test>`, pass. Each module runs in a separate
 * process.
 */
export async function passInPython(tests: readonly string[], cwd: string): Promise<void> {
  for (const module of new Set(tests.map((name) => name.split('.')[0]))) {
    const its = tests.filter((name) => name.startsWith(`${module}.`));
    const { stderr } = await python(cwd, '-m', 'unittest', ...its);
    expect(stderr).toMatch(new RegExp(`^Ran ${its.length} tests? [\\s\\S]*^OK$`, 'm'));
  }
}

/** Requires that Nova's own database tests pass on ROME. */
export async function passOnRome(tests: readonly string[], cwd: string): Promise<void> {
  const { stdout } = await python(
    cwd,
    join(SUPPORT, 'db_tests/nova_db_tests.py'),
    'rome',
    'enforced',
    '0/1',
    ...tests,
  );
  const { outcomes } = JSON.parse(stdout) as { readonly outcomes: Readonly<Record<string, string>> };
  expect(outcomes).toEqual(Object.fromEntries(tests.map((name) => [name, 'ok'])));
}
