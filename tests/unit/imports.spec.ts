import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'playwright/test';
import { PACKAGE_ROOT } from '../../src/shipped/paths.ts';

const SRC = join(PACKAGE_ROOT, 'src');

/** The rooms that each room is allowed to import, besides itself. docs/architecture.md has a diagram. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'errors.ts': ['model.ts'],
  // Other rooms import this folder's contents from model.ts.
  model: [],
  'model.ts': ['model'],
  assertions: ['model.ts', 'errors.ts'],
  analysis: ['model.ts', 'errors.ts', 'assertions'],
  contracts: ['errors.ts'],
  yaml: ['model.ts', 'errors.ts'],
  curl: ['model.ts', 'errors.ts'],
  shipped: ['model.ts', 'errors.ts', 'assertions'],
  config: ['model.ts', 'errors.ts', 'analysis', 'yaml'],
  runs: ['model.ts', 'errors.ts', 'contracts', 'assertions', 'analysis'],
  openstack: ['model.ts', 'errors.ts', 'contracts'],
  runner: [
    ...[
      'model.ts',
      'errors.ts',
      'contracts',
      'assertions',
      'analysis',
      'yaml',
      'curl',
      'openstack',
      'runs',
      'shipped',
    ],
  ],
  // It must not write the secrets that a run must not write.
  importing: ['model.ts', 'errors.ts', 'assertions', 'yaml', 'curl', 'runner'],
  reporters: ['model.ts', 'errors.ts', 'assertions', 'analysis'],
  deployments: ['model.ts', 'errors.ts', 'contracts', 'openstack', 'shipped'],
  publishing: ['model.ts', 'errors.ts', 'analysis', 'reporters', 'runs', 'shipped'],
  execution: [
    ...['model.ts', 'errors.ts', 'exit-codes.ts', 'assertions', 'analysis', 'yaml', 'shipped', 'config'],
    ...['openstack', 'runs', 'runner', 'reporters', 'deployments', 'publishing'],
  ],
  'exit-codes.ts': ['errors.ts'],
  commands: [
    ...['model.ts', 'errors.ts', 'exit-codes.ts', 'assertions', 'analysis', 'yaml', 'shipped', 'config'],
    ...['openstack', 'runs', 'runner', 'importing', 'reporters', 'deployments', 'publishing', 'execution'],
  ],
  playwright: [...['model.ts', 'analysis', 'config', 'execution', 'reporters', 'runner', 'shipped']],
  'cli.ts': ['errors.ts', 'exit-codes.ts', 'commands', 'reporters', 'shipped'],
};

/** Modules with effects, which the pure rooms must not import. */
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

test('each room imports only allowed rooms', () => {
  const wrong = imports.flatMap(({ file, room, to }) => {
    // A schema is a contract between rooms and belongs to none of them.
    if (!to.startsWith('.') || to.endsWith('.schema.json')) return [];
    const target = roomOf(relative(SRC, resolve(SRC, dirname(file), to)));
    return target === room || ALLOWED[room]?.includes(target) ? [] : [`${file} imports ${to}`];
  });
  expect(wrong).toEqual([]);
  expect(imports.length).toBeGreaterThan(100);
});

test('imports between files have no cycles', () => {
  const targets = new Map<string, string[]>();
  for (const { file, to } of imports.filter((each) => each.to.startsWith('.')))
    targets.set(file, [...(targets.get(file) ?? []), relative(SRC, resolve(SRC, dirname(file), to))]);
  const finished = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
    if (finished.has(file) || path.includes(file)) return;
    for (const to of targets.get(file) ?? []) visit(to, [...path, file]);
    finished.add(file);
  };
  for (const file of files) visit(file, []);
  expect(cycles).toEqual([]);
});

test('no folder has more than 15 files', () => {
  const counts = new Map<string, number>();
  for (const root of ['src', 'tests', 'benchmarks'])
    for (const file of readdirSync(join(PACKAGE_ROOT, root), { recursive: true, encoding: 'utf8' })) {
      const folder = dirname(join(root, file));
      if (/\.(ts|mjs)$/.test(file)) counts.set(folder, (counts.get(folder) ?? 0) + 1);
    }
  expect(counts.size).toBeGreaterThan(100);
  expect([...counts].filter(([, count]) => count > 15)).toEqual([]);
});

test('every room has a list of allowed imports', () => {
  expect([...new Set(files.map(roomOf))].filter((room) => !(room in ALLOWED))).toEqual([]);
});

test('pure rooms import no module with effects', () => {
  const wrong = imports.filter(
    ({ room, to }) =>
      ['assertions', 'analysis', 'curl', 'importing', 'model', 'model.ts', 'errors.ts'].includes(room) &&
      IMPURE.test(to),
  );
  expect(wrong).toEqual([]);
});

test('only cli.ts ends the process or sets its exit code', () => {
  const wrong = files.filter(
    (file) => file !== 'cli.ts' && /process\.exit(Code)?\b/.test(readFileSync(join(SRC, file), 'utf8')),
  );
  expect(wrong).toEqual([]);
});
