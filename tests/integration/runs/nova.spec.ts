import { expect } from 'playwright/test';
import { guesses } from '../../support/answers/guesses.ts';
import { test } from '../../support/commands/command-line.ts';

/** One short scenario of each kind. All of Nova's scenarios take ten minutes. */
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

test('Nova on SQL against SQL is identical, and removed endpoints are gone', async ({ commandLine }) => {
  const { code, stdout } = await commandLine.startRun('sql', ...SCENARIOS).ended;
  expect(code, stdout).toBe(0);
  const run = commandLine.runFile();
  const called = run.endpoints.filter(({ called }) => called > 0);
  expect(run.endpoints.filter(({ service }) => service !== 'nova')).toEqual([]);
  expect(called.filter(({ verdict }) => verdict !== 'identical' && verdict !== 'gone')).toEqual([]);
  expect(called.filter(({ verdict }) => verdict === 'gone')).toHaveLength(53);
  expect(run.scenarios.flatMap(({ failures }) => failures)).toEqual([]);
  expect(guesses(run)).toEqual([]);
  // API, conductor, scheduler and compute create a server. All their queries belong to its POST request.
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
