import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { PACKAGE_ROOT } from '../../src/shipped/paths.ts';

// Nova's own tests of its databases take two minutes of a processor, on each of two databases.
test.describe.configure({ timeout: 900_000 });

/** Those that take over a minute start first. */
const LONG = ['test_rome_nova_driver.py', 'test_rome_races.py'];

/** What lives inside OpenStack's processes is tested in their language, by the same command. */
for (const file of readdirSync(join(PACKAGE_ROOT, 'tests/python')).filter((name) =>
  /^test_.*\.py$/.test(name),
)) {
  test(`python: ${file}`, { tag: LONG.includes(file) ? '@long' : [] }, () => {
    // Glance's own tests leave a log where they run.
    const cwd = test.info().outputPath();
    mkdirSync(cwd, { recursive: true });
    const { status, stderr } = spawnSync(
      '/usr/bin/python3',
      [
        '-m',
        'unittest',
        'discover',
        '--start-directory',
        join(PACKAGE_ROOT, 'tests/python'),
        '--pattern',
        file,
      ],
      {
        cwd,
        encoding: 'utf8',
        env: { ...process.env, PYTHONPATH: join(PACKAGE_ROOT, 'python') },
      },
    );
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(/^Ran [1-9]\d* tests? /m);
  });
}
