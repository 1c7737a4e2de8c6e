import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { PACKAGE_ROOT } from '../../src/shipped/paths.ts';
import { test } from '../support/folder.ts';

const COPIED = ['package.json', 'schemas', 'scripts', 'src', 'tsconfig.json'];

test('npm compiles before npx only what changed since it was compiled', ({ folder }) => {
  test.setTimeout(300_000);
  for (const name of COPIED) cpSync(join(PACKAGE_ROOT, name), join(folder.path, name), { recursive: true });
  symlinkSync(join(PACKAGE_ROOT, 'node_modules'), join(folder.path, 'node_modules'));
  const command = join(folder.path, 'dist/cli.js');
  const npm = (script: string) => {
    const { status, stderr } = spawnSync('npm', ['run', '--silent', script], {
      cwd: folder.path,
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
  };
  npm('build');
  const built = statSync(command);
  expect(built.mode & 0o111).toBe(0o111);
  npm('prepare');
  expect(statSync(command).mtimeMs).toBe(built.mtimeMs);

  appendFileSync(join(folder.path, 'src/cli.ts'), 'console.log("changed");\n');
  npm('prepare');
  expect(readFileSync(command, 'utf8')).toContain('console.log("changed")');

  rmSync(join(folder.path, 'dist'), { recursive: true });
  npm('prepare');
  expect(existsSync(command)).toBe(true);
});
