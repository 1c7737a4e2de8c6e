import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { PACKAGE_ROOT } from '../../src/config/paths.ts';

/** What lives inside OpenStack's processes is tested in their language, by the same command. */
for (const file of readdirSync(join(PACKAGE_ROOT, 'tests/python')).filter((name) => /^test_.*\.py$/.test(name))) {
  test(`python: ${file}`, () => {
    const { status, stderr } = spawnSync(
      '/usr/bin/python3',
      ['-m', 'unittest', 'discover', '--start-directory', 'tests/python', '--pattern', file],
      { cwd: PACKAGE_ROOT, encoding: 'utf8', env: { ...process.env, PYTHONPATH: 'deployments' } },
    );
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(/^Ran [1-9]\d* tests? /m);
  });
}
