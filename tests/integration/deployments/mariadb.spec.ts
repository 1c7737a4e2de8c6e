/** Services with their databases in MariaDB, compared with a baseline on SQLite. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import type { DeploymentRecord } from '../../../src/deployments/file-kinds.ts';
import { isAlive } from '../../../src/deployments/processes/identity.ts';
import { readRecord } from '../../../src/deployments/run-folder/record.ts';
import { SERVICES } from '../../../src/model.ts';
import { test } from '../../support/commands/command-line.ts';

const SCENARIOS = [
  ...['images/list', 'images/tags', 'images/members', 'metadefs/namespaces-create'].map(
    (name) => `glance/${name}`,
  ),
  ...['flavors/list', 'keypairs/create', 'aggregates/lifecycle', 'servers/create'].map(
    (name) => `nova/${name}`,
  ),
];

const database = ({ processes }: DeploymentRecord) => processes.find(({ name }) => name === 'MariaDB');

test('Glance and Nova answer on MariaDB as on SQLite, and MariaDB stops with the deployment', {
  tag: '@long',
}, async ({ commandLine }) => {
  const config = join(commandLine.runtime, 'mariadb.yaml');
  const targets = { maria: { managed: 'sql', database: 'mariadb' } };
  writeFileSync(config, JSON.stringify({ baseline: { managed: 'sql' }, targets }));
  const up = await commandLine.exec('up', 'maria', '--config', config);
  expect(up.code, up.stderr).toBe(0);

  const runs = join(commandLine.runtime, 'run-scenarios');
  const folder = join(runs, readdirSync(runs).find((name) => name.startsWith('maria-')) as string);
  const before = readRecord(folder) as DeploymentRecord;
  expect(database(before)).toBeDefined();
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  expect(files.filter((name) => name.endsWith('.sqlite'))).toEqual([]);

  const { code, stdout, stderr } = await commandLine.startRun('maria', ...SCENARIOS, '--config', config)
    .ended;
  expect(code, stdout).toBe(0);
  expect(stderr).toContain('maria: reusing the running deployment');
  const called = commandLine.runFile().endpoints.filter(({ called }) => called > 0);
  expect(new Set(called.map(({ service }) => service))).toEqual(new Set(SERVICES));
  expect(called.filter(({ verdict }) => verdict !== 'identical')).toEqual([]);

  const reset = await commandLine.exec('reset', 'maria');
  expect(reset.code, reset.stderr).toBe(0);
  const after = readRecord(folder) as DeploymentRecord;
  expect(after.ports).toEqual(before.ports);
  expect(before.processes.some(isAlive)).toBe(false);
  expect(after.processes.every(isAlive)).toBe(true);

  await commandLine.exec('down');
  expect(after.processes.some(isAlive)).toBe(false);
  expect(existsSync(folder)).toBe(false);
});
