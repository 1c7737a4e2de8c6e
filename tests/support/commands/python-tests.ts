import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'playwright/test';
import { PYTHON, PYTHON_FOLDER } from '../../../src/deployments/machine/paths.ts';
import { PACKAGE_ROOT } from '../../../src/shipped/paths.ts';

/** The tests of whole services on ROME, and what tests share. */
const TESTS = join(PACKAGE_ROOT, 'tests/python/rome/services');
const SUPPORT = join(PACKAGE_ROOT, 'tests/python/support');

/** Runs Python in a folder of the test's own, where it finds what lives inside OpenStack's processes, and its tests. */
async function python(cwd: string, ...args: readonly string[]) {
  const path = [TESTS, SUPPORT, PYTHON_FOLDER].join(':');
  const env = { ...process.env, PYTHONPATH: path };
  return promisify(execFile)(PYTHON, args, { cwd, env, maxBuffer: 1 << 26 });
}

/** Demands that tests of tests/python/rome/services, `<module>.<class>.<test>`, run and pass: each module in a process of its own. */
export async function passInPython(tests: readonly string[], cwd: string): Promise<void> {
  for (const module of new Set(tests.map((name) => name.split('.')[0]))) {
    const its = tests.filter((name) => name.startsWith(`${module}.`));
    const { stderr } = await python(cwd, '-m', 'unittest', ...its);
    expect(stderr).toMatch(new RegExp(`^Ran ${its.length} tests? [\\s\\S]*^OK$`, 'm'));
  }
}

/** Demands that tests of Nova's own, of its databases, run and pass on ROME. */
export async function passOnRome(tests: readonly string[], cwd: string): Promise<void> {
  const { stdout } = await python(cwd, join(SUPPORT, 'nova_db_tests.py'), 'rome', 'enforced', ...tests);
  const { outcomes } = JSON.parse(stdout) as { readonly outcomes: Readonly<Record<string, string>> };
  expect(outcomes).toEqual(Object.fromEntries(tests.map((name) => [name, 'ok'])));
}
