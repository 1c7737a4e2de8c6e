import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'playwright/test';
import { PACKAGE_ROOT } from '../../src/config/paths.ts';

const SRC = join(PACKAGE_ROOT, 'src');

/** What each room may import from, besides itself; docs/architecture.md draws it. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'errors.ts': ['model.ts'],
  // The others import what is in this folder from model.ts.
  model: [],
  'model.ts': ['model'],
  assertions: ['model.ts', 'errors.ts'],
  yaml: ['model.ts', 'errors.ts'],
  runner: ['model.ts', 'errors.ts', 'assertions', 'yaml'],
  reporters: ['model.ts', 'errors.ts'],
  deployments: ['model.ts', 'errors.ts'],
  config: ['model.ts', 'errors.ts', 'yaml'],
  commands: ['model.ts', 'errors.ts', 'yaml', 'assertions', 'runner', 'reporters', 'deployments', 'config'],
  'cli.ts': ['model.ts', 'errors.ts', 'commands', 'config', 'reporters'],
};

/** Effects that the pure rooms must not have. */
const IMPURE = /^node:(fs|net|http|https|child_process|os|timers|worker_threads)\b|^undici$/;

interface Import {
  readonly file: string;
  readonly room: string;
  readonly to: string;
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const roomOf = (file: string): string => file.split('/')[0] as string;
const imports: Import[] = files.flatMap((file) =>
  [...readFileSync(join(SRC, file), 'utf8').matchAll(/\bfrom '([^']+)'|\bimport\('([^']+)'\)/g)].map(
    (match) => ({
      file,
      room: roomOf(file),
      to: (match[1] ?? match[2]) as string,
    }),
  ),
);

test('imports go one way', () => {
  const wrong = imports.flatMap(({ file, room, to }) => {
    if (!to.startsWith('.')) return [];
    const target = roomOf(relative(SRC, resolve(SRC, dirname(file), to)));
    return target === room || ALLOWED[room]?.includes(target) ? [] : [`${file} imports ${to}`];
  });
  expect(wrong).toEqual([]);
  expect(imports.length).toBeGreaterThan(100);
});

test('every room is known', () => {
  expect([...new Set(files.map(roomOf))].filter((room) => !(room in ALLOWED))).toEqual([]);
});

test('the core is pure', () => {
  const wrong = imports.filter(
    ({ room, to }) => ['assertions', 'model', 'model.ts', 'errors.ts'].includes(room) && IMPURE.test(to),
  );
  expect(wrong).toEqual([]);
});

test('only the command line ends the process', () => {
  const wrong = files.filter(
    (file) => file !== 'cli.ts' && /process\.exit(Code)?\b/.test(readFileSync(join(SRC, file), 'utf8')),
  );
  expect(wrong).toEqual([]);
});
