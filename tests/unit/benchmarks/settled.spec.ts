/** The comparison of two unused deployments' databases: a boot or reset can take place on another day. */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { expect } from 'playwright/test';
import { PACKAGE_ROOT } from '../../../src/shipped/paths.ts';
import { type Folder, test } from '../../support/files/folder.ts';

const MAKE_DATABASE = `
import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as connection:
    connection.execute("CREATE TABLE user (id TEXT, last_active_at, extra)")
    connection.execute("INSERT INTO user VALUES (?, ?, ?)", sys.argv[2:])
`;

function deployment(folder: Folder, name: string, values: readonly [string, string, string]): string {
  const root = dirname(folder.write(`${name}/deployment.json`, '{"spec":{"backend":"sql"}}'));
  const database = folder.write(`${name}/keystone/keystone.sqlite`, '');
  const { stderr } = spawnSync('/usr/bin/python3', ['-c', MAKE_DATABASE, database, ...values], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return root;
}

for (const [what, values, expected] of [
  ['another date', ['04', '2026-11-30', '{}'], ''],
  ['a time in place of a date', ['04', '2026-11-29 23:59:59.5', '{}'], 'last_active_at'],
  ['another value', ['04', '2026-11-29', '{"email":null}'], 'extra'],
] as const)
  test(`${what} is ${expected === '' ? 'no' : 'a'} difference`, ({ folder }) => {
    const script = join(PACKAGE_ROOT, 'benchmarks/repeatability/settled.py');
    const sides = [
      deployment(folder, 'one', ['04', '2026-11-29', '{}']),
      deployment(folder, 'other', [...values]),
    ];
    const { stdout } = spawnSync('/usr/bin/python3', ['-B', script, ...sides], { encoding: 'utf8' });
    if (expected === '') expect(stdout).toBe('');
    else expect(stdout).toContain(expected);
  });
