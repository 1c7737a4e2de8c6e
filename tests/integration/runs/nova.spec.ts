import { expect } from 'playwright/test';
import { guesses } from '../../support/answers/guesses.ts';
import { test } from '../../support/commands/command-line.ts';

/** A story of each kind, short ones; all of them take ten minutes. */
const SCENARIOS = [
  'flavors/list',
  'gone',
  'keypairs',
  'limits',
  'proxies/security-groups',
  'server-actions/pause',
  'server-tags',
  'servers/create',
  'versions/versions',
].map((name) => `nova/${name}`);

test('Nova, SQL against SQL: identical, what is gone is gone', async ({ commandLine }) => {
  test.setTimeout(300_000);
  const { code, stdout } = await commandLine.startRun('sql', ...SCENARIOS).ended;
  expect(code, stdout).toBe(0);
  const run = commandLine.runFile();
  const called = run.endpoints.filter(({ called }) => called > 0);
  expect(run.endpoints.filter(({ service }) => service !== 'nova')).toEqual([]);
  expect(called.filter(({ verdict }) => verdict !== 'identical' && verdict !== 'gone')).toEqual([]);
  expect(called.filter(({ verdict }) => verdict === 'gone')).toHaveLength(54);
  expect(run.scenarios.flatMap(({ failures }) => failures)).toEqual([]);
  expect(guesses(run)).toEqual([]);
  // A server is made by API, conductor, scheduler and compute: their queries belong to the request that asked for it.
  const made = run.dbApi
    .filter(({ endpoints }) => endpoints.includes('POST /servers'))
    .map(({ name }) => name);
  expect(made).toEqual(
    expect.arrayContaining([
      'instance_create',
      'instance_update_and_get_original',
      'request_spec.RequestSpec._create_in_db',
    ]),
  );
});
