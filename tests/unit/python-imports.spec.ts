import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'playwright/test';

const PYTHON = join(import.meta.dirname, '../../python');

/** The rooms, and modules beside them, that each room is allowed to import. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'managed.settings': [],
  'managed.databases': [],
  'managed.drivers': [],
  'managed.initial_state': ['managed.settings', 'managed.databases'],
  'managed.nova': ['managed.drivers'],
  'managed.inventories': ['managed.nova'],
  'managed.servers': [
    ...['managed.settings', 'managed.databases', 'managed.drivers', 'managed.initial_state', 'managed.nova'],
  ],
  'rome.storage': ['rome.errors'],
  'rome.schema': ['rome.errors', 'rome.storage'],
  'rome.statements': ['rome.errors', 'rome.schema', 'rome.storage'],
  'rome.transactions': ['rome.errors', 'rome.schema', 'rome.storage'],
};
/** The part of ROME that services import. Its files are allowed to import every room. */
const OUTSIDE = ['rome.survey_cases'];

const files = readdirSync(PYTHON, { recursive: true, encoding: 'utf8' }).filter(
  (file) => !file.includes('__pycache__') && /\.\w+$/.test(file) && !file.includes('.dist-info'),
);
const modules = files.filter((file) => /^(managed|rome)\/\w+\/.*\.py$/.test(file));
const roomOf = (file: string): string => file.split('/').slice(0, 2).join('.');

/** For example `rome.storage` for `from rome.storage.locks import x` and for `from rome import storage`. */
function* importsOf(file: string): Generator<string> {
  const text = readFileSync(join(PYTHON, file), 'utf8');
  for (const [, root, below, name] of text.matchAll(
    /^ *from (managed|rome)(?:\.(\w+))?[\w.]* import (\w+)/gm,
  ))
    yield `${root}.${below ?? name}`;
}

test('each room in python/ imports only allowed rooms', () => {
  const inRooms = modules.filter((file) => !OUTSIDE.includes(roomOf(file)));
  const imports = inRooms.flatMap((file) => [...importsOf(file)].map((to) => ({ file, to })));
  // The services on ROME import its public modules.
  const own = imports.filter(({ file, to }) => to.split('.')[0] === file.split('/')[0]);
  const wrong = own.filter(({ file, to }) => to !== roomOf(file) && !ALLOWED[roomOf(file)]?.includes(to));
  expect(wrong).toEqual([]);
  expect(own.length).toBeGreaterThan(50);
});

test('every room in python/ has a list of allowed imports; no folder has more than 15 files', () => {
  expect(new Set(modules.map(roomOf))).toEqual(new Set([...Object.keys(ALLOWED), ...OUTSIDE]));
  const folders = files.map(dirname);
  expect(folders.filter((folder) => folders.filter((each) => each === folder).length > 15)).toEqual([]);
});
