import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { cli } from '../support/commands/cli.ts';
import { test } from '../support/files/folder.ts';
import { redRun } from '../support/runs/red-run.ts';
import { writeRun } from '../support/runs/written-run.ts';

test('the report is of the newest complete run, or of the given run', async ({ folder }) => {
  const { run } = redRun();
  writeRun(folder, 'reports/2026-01-01/run.json', run);
  writeRun(folder, 'reports/2026-01-02/run.json', { ...run, target: 'rome', filters: ['tags'] });
  const { code } = await cli(['report'], { cwd: folder.path });
  expect(code).toBe(0);
  expect(existsSync(join(folder.path, 'reports/2026-01-01/html/index.html'))).toBe(true);
  const named = await cli(['report', 'reports/2026-01-02', '--output', 'site'], { cwd: folder.path });
  expect(named.code).toBe(0);
  const page = readFileSync(join(folder.path, 'site/index.html'), 'utf8');
  expect(page).toContain('This run was filtered');
});

test('the other formats are printed, or written to the file that --output names', async ({ folder }) => {
  folder.write('run.json', JSON.stringify(redRun().run));
  const formats = { markdown: '## rome-2015', github: '::error file=', junit: '<?xml', sarif: '{' };
  for (const [format, start] of Object.entries(formats)) {
    const { code, stdout } = await cli(['report', 'run.json', '--format', format], { cwd: folder.path });
    expect(code).toBe(0);
    expect(stdout.startsWith(start), format).toBe(true);
  }
  await cli(['report', 'run.json', '--format', 'sarif', '--output', 'a.sarif'], { cwd: folder.path });
  expect(JSON.parse(readFileSync(join(folder.path, 'a.sarif'), 'utf8')).version).toBe('2.1.0');
});

for (const [what, args, code] of [
  ['a folder without runs', ['report'], 'RUN_FILE_INVALID'],
  ['a missing file', ['report', 'nowhere/run.json'], 'RUN_FILE_INVALID'],
  ['a run file of another version', ['report', 'other.json'], 'RUN_FILE_INVALID'],
  ['an unknown format', ['report', '--format', 'pdf'], 'COMMAND_LINE'],
] as const) {
  test(`${what} is a clear error`, async ({ folder }) => {
    folder.write('other.json', '{"version": 9}');
    const ended = await cli(args, { cwd: folder.path });
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain(code);
    expect(ended.stderr).not.toMatch(/^\s+at /m);
  });
}

test('an output folder that cannot be written is an error', async ({ folder }) => {
  folder.write('run.json', JSON.stringify(redRun().run));
  folder.write('file', '');
  const ended = await cli(['report', 'run.json', '--output', 'file/site'], { cwd: folder.path });
  expect(ended.code).toBe(4);
  expect(ended.stderr).toContain('REPORT_FAILED');
});
