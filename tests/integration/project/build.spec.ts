import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { PACKAGE_ROOT } from '../../../src/shipped/paths.ts';
import { test } from '../../support/files/folder.ts';

const COPIED = ['package.json', 'schemas', 'scripts', 'src', 'tsconfig.json'];

test('npm run prepare builds the command only when a source changed or the build is missing', ({
  folder,
}) => {
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

test('the package contains only the docs and the files that the command reads', ({ folder }) => {
  const { status, stdout, stderr } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: PACKAGE_ROOT,
    encoding: 'utf8',
    env: { ...process.env, npm_config_cache: folder.path },
  });
  expect(status, stderr).toBe(0);
  const [{ files }] = JSON.parse(stdout) as [{ files: readonly { readonly path: string }[] }];
  const paths = files.map(({ path }) => path);
  const read = ['assets', 'docs', 'inventory', 'python', 'releases', 'scenarios', 'schemas'];
  const own = ['CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md', 'package.json', 'run-scenarios.yaml'];
  expect([...new Set(paths.map((path) => path.split('/')[0]))].sort()).toEqual(
    [...own, ...read, 'dist'].sort(),
  );
  expect(paths).toEqual(expect.arrayContaining(['dist/cli.js', 'dist/playwright.js']));
  expect(
    paths.filter((path) => /__pycache__|\.map$|\.spec\.|^dist\/(?!(cli|playwright)\.js)/.test(path)),
  ).toEqual([]);
});
