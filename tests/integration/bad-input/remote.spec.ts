import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import type { Deployment, RunFile } from '../../../src/model.ts';
import { cli } from '../../support/commands/cli.ts';
import type { Folder } from '../../support/files/folder.ts';
import { test } from '../../support/servers/deployment.ts';
import { cloudsText, configText, openrc, remoteEntry, SMALL } from '../../support/servers/remote.ts';

/** Runs the small scenario on one deployment against itself. Returns the run file. */
async function runs(
  folder: Folder,
  deployment: Deployment,
  entry: object,
  env: Readonly<Record<string, string>> = {},
): Promise<RunFile> {
  folder.write('scenarios/glance/small.yaml', SMALL);
  folder.write('run-scenarios.yaml', configText(entry));
  const { code, stdout, stderr } = await cli(['--target', 'here', '--output', 'out'], {
    cwd: folder.path,
    env,
  });
  expect(code, stdout + stderr).toBe(0);
  const [report = ''] = readdirSync(join(folder.path, 'out'));
  const texts = readdirSync(join(folder.path, 'out', report)).map((name) =>
    readFileSync(join(folder.path, 'out', report, name), 'utf8'),
  );
  for (const text of [...texts, stdout, stderr]) expect(text).not.toContain(deployment.credentials.password);
  return JSON.parse(readFileSync(join(folder.path, 'out', report, 'run.json'), 'utf8'));
}

function expectIdentical({ status, scenarios }: RunFile): void {
  expect(status).toBe('finished');
  expect(scenarios.map(({ id, failures }) => [id, failures])).toEqual([['glance/small', []]]);
  expect(scenarios[0]?.steps.map(({ verdict }) => verdict)).toEqual(['identical', 'identical', 'identical']);
}

test('a run uses a deployment given by its URL', async ({ folder, deployment }) => {
  expectIdentical(await runs(folder, deployment, remoteEntry(deployment)));
});

test('a run uses a cloud of clouds.yaml, with its password from secure.yaml', async ({
  folder,
  deployment,
}) => {
  const { clouds, secure } = cloudsText(deployment);
  folder.write('clouds.yaml', clouds);
  folder.write('secure.yaml', secure);
  expectIdentical(await runs(folder, deployment, { cloud: 'mine' }));
});

test('a run uses the deployment that the OS_* variables name', async ({ folder, deployment }) => {
  expectIdentical(await runs(folder, deployment, { env: true }, openrc(deployment)));
});

test('a run reads a password from the environment', async ({ folder, deployment }) => {
  const { password, ...entry } = remoteEntry(deployment);
  const env = { TEST_CLOUD_PASSWORD: password ?? '' };
  expectIdentical(await runs(folder, deployment, { ...entry, password_env: 'TEST_CLOUD_PASSWORD' }, env));
});
