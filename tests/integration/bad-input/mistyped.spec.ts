import { expect } from 'playwright/test';
import { cli } from '../../support/commands/cli.ts';
import { test } from '../../support/files/folder.ts';

for (const [args, meant] of [
  [['lsit'], '"run-scenarios list"'],
  [['coverge', '--by', 'db-api'], '"run-scenarios coverage"'],
  [['reports', '--open'], '"run-scenarios report"'],
  [[], 'No command given'],
] as const) {
  test(`run-scenarios ${args.join(' ')} shows the commands and ${meant}`, async ({ folder }) => {
    const { code, stdout, stderr } = await cli(args, { cwd: folder.path });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('Usage: run-scenarios');
    expect(stderr.slice(stderr.lastIndexOf('_LINE'))).toContain(meant);
  });
}

test('a filter without a target is told from a command', async ({ folder }) => {
  const { code, stderr } = await cli(['GET /v2/images'], { cwd: folder.path });
  expect(code).toBe(2);
  expect(stderr).toContain('"GET /v2/images" is not a command, and a run needs the option --target');
  expect(stderr).not.toContain('Usage:');
});
