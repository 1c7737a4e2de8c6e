import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'playwright/test';
import { installedApi } from '../../../src/deployments/copy/copy.ts';
import { installedInventory } from '../../../src/deployments/services/inventory.ts';
import { agrees, DEBIAN } from '../../../src/model.ts';
import { dbApiRows } from '../../../src/publishing/db-api-rows.ts';
import { test } from '../../support/commands/command-line.ts';
import { passInPython, passOnRome } from '../../support/commands/python-tests.ts';
import { documented } from '../../support/documents/documented.ts';
import { REPORT } from '../../support/documents/nova-report.ts';
import { reportRow, reportTable } from '../../support/documents/nova-report-table.ts';

const TARGET = 'rome';

/**
 * A few scenarios that together reach every function of the report that an endpoint reaches, and the endpoints
 * that replaced removed functions.
 */
const SCENARIOS = [
  'aggregates/lifecycle',
  'aggregates/metadata',
  'flavors/list',
  'gone',
  'proxies/floating-ips',
  'server-groups/members',
  'server-networks/interfaces',
  'services/delete',
  'services/update',
].map((name) => `nova/${name}`);

const each = (names: (entry: (typeof REPORT)[number]) => readonly string[] | undefined): string[] => [
  ...new Set(REPORT.flatMap((entry) => names(entry) ?? [])),
];

/** Folder of the installed Nova package. */
const installed = async (): Promise<string> =>
  resolve(await installedApi('nova', { release: DEBIAN }), '../../..');

/** Names of all functions in Nova, including methods and inner functions, without those of its tests. */
async function functions(): Promise<Set<string>> {
  const nova = await installed();
  const sources = readdirSync(nova, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.py') && !name.startsWith('tests/'))
    .map((name) => readFileSync(join(nova, name), 'utf8'));
  return new Set(
    sources.flatMap((text) => [...text.matchAll(/^\s*def (\w+)\(/gm)].map(([, name]) => name ?? '')),
  );
}

test('the installed Nova has or lacks each function of the report, as docs/nova-discovery.md says', async () => {
  const { dbApi } = await installedInventory('nova', DEBIAN, {
    progress: () => {},
    signal: new AbortController().signal,
  });
  const models = readFileSync(join(await installed(), 'db/main/models.py'), 'utf8');
  const removed = /# Tables for the removed nova-network feature\.[\s\S]*?\n}/.exec(models)?.[0] ?? '';
  const defined = await functions();
  // A function for the API database has a name with dots, such as `flavor.Flavor._save`: compare its last part.
  expect(dbApi.map((name) => name.split('.').at(-1) ?? '').filter((name) => !defined.has(name))).toEqual([]);
  for (const { name, now } of REPORT) {
    const here = now.kind === 'db-api' || now.kind === 'helper' ? now.name : undefined;
    // The old name of a moved or removed function is not defined anywhere.
    expect(defined.has(name), name).toBe(here === name);
    if (now.kind === 'db-api') expect(dbApi, name).toContain(now.name);
    if (now.kind === 'nova-network') expect(removed, name).toContain(`'${now.table}'`);
  }
});

test('the additional requirements of the report hold on ROME, and functions that no endpoint reaches work', async () => {
  const cwd = test.info().outputPath();
  mkdirSync(cwd, { recursive: true });
  await passInPython(
    each(({ tests }) => tests),
    cwd,
  );
  await passOnRome(
    each(({ novaTests }) => novaTests),
    cwd,
  );
});

test('the functions of the report work on ROME as on SQL, as docs/nova-discovery.md shows', {
  tag: '@long',
}, async ({ commandLine }) => {
  const { code, stdout, stderr } = await commandLine.startRun(TARGET, ...SCENARIOS).ended;
  expect(code, stdout + stderr).toBe(0);
  const run = commandLine.runFile();
  const uses = dbApiRows(run, 'nova');
  const agreeing = new Set(
    run.endpoints
      .filter(({ service, verdict }) => service === 'nova' && agrees(verdict))
      .map(({ endpoint }) => endpoint),
  );
  const rows = REPORT.map((entry) => reportRow(entry, uses, agreeing));
  const open = rows.filter(({ verdict }) => verdict === 'differs' || verdict === 'unverified');
  expect(open).toEqual([]);
  const made = `Of the run \`run-scenarios --target ${TARGET} ${run.filters.join(' ')}\`:`;
  documented('docs/nova-discovery.md', `${made}\n\n${reportTable(rows)}`);
});
