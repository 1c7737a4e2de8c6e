import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { PACKAGE_ROOT } from '../../../src/shipped/paths.ts';
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

for (const [args, fix] of [
  [['--targt', 'rome'], 'Did you mean --target? `run-scenarios run --help` shows all options.'],
  [['fix', '--output', 'a'], 'See `run-scenarios fix --help`.'],
  [['run', '--workers', '0'], 'See `run-scenarios run --help`.'],
  [['--target', 'none', '--bail', '--max-failures', '3'], 'See `run-scenarios run --help`.'],
  [['help', 'repors'], 'Did you mean "run-scenarios help report"?'],
  [['help', 'pizza'], '`run-scenarios --help` lists the commands.'],
] as const) {
  test(`run-scenarios ${args.join(' ')} ends with a fix: ${fix}`, async ({ folder }) => {
    const { code, stderr } = await cli(args, { cwd: folder.path });
    expect(code).toBe(2);
    expect(stderr).toContain('COMMAND_LINE');
    expect(stderr.trimEnd().split('\n').at(-1)).toBe(`  → ${fix}`);
  });
}

test('the help says where the options of a run are', async ({ folder }) => {
  const { stdout } = await cli(['--help'], { cwd: folder.path });
  expect(stdout).toContain('run-scenarios run --help');
});

test('a missing file, or a folder in its place, is named without a system error code', async ({ folder }) => {
  folder.write('a/b.yaml', '');
  for (const [args, message] of [
    [['--target', 'rome', '--config', 'no.yaml'], `no such file or directory: ${folder.path}/no.yaml\n  →`],
    [['--target', 'rome', '--config', 'a'], 'illegal operation on a directory\n  →'],
    [['diff', 'x', 'y'], 'no such file or directory\n  →'],
    [['import', 'no.sh'], 'no such file or directory\n  →'],
  ] as const) {
    const { code, stderr } = await cli(args, { cwd: folder.path });
    expect(stderr).toContain(`cannot be read: ${message}`);
    expect(stderr).not.toMatch(/ENOENT|EISDIR/);
    expect(code).toBe(2);
  }
});

test('every line of the help fits into 80 columns', async ({ folder }) => {
  const { stdout } = await cli(['--help'], { cwd: folder.path });
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('a filter without a target is distinguished from a command', async ({ folder }) => {
  const { code, stderr } = await cli(['GET /v2/images'], { cwd: folder.path });
  expect(code).toBe(2);
  expect(stderr).toContain('"GET /v2/images" is not a command, and a run needs the option --target');
  expect(stderr).not.toContain('Usage:');
});

test('a reader that closes the output early, as head does, is no error', () => {
  const command = `"${process.execPath}" "${join(PACKAGE_ROOT, 'dist/cli.js')}" list | head -n 1`;
  const { stdout, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
  expect(stdout).toMatch(/^glance\//);
  expect(stderr).toBe('');
});
