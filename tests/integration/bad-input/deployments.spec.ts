import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import type { Deployment } from '../../../src/model.ts';
import { cli, codesIn, type Ended, hasStack } from '../../support/commands/cli.ts';
import type { Folder } from '../../support/files/folder.ts';
import { selfSigned } from '../../support/servers/certificate.ts';
import { test } from '../../support/servers/deployment.ts';
import { configText, remoteEntry, SMALL } from '../../support/servers/remote.ts';
import { closedUrl, serve, serveTls } from '../../support/servers/server.ts';

/** Runs against an unusable target. Requires an error without a report, a stack trace or a password. */
async function unreachable(folder: Folder, deployment: Deployment, target: object): Promise<Ended> {
  folder.write('scenarios/glance/small.yaml', SMALL);
  folder.write('run-scenarios.yaml', configText(remoteEntry(deployment), target));
  const ended = await cli(['--target', 'here'], { cwd: folder.path });
  expect(ended.code, ended.stderr).toBe(3);
  expect(hasStack(ended.stderr), ended.stderr).toBe(false);
  expect(ended.stdout).toBe('');
  expect(ended.stderr).not.toContain(deployment.credentials.password);
  expect(existsSync(join(folder.path, 'reports'))).toBe(false);
  return ended;
}

test('a wrong password is AUTH_REFUSED', async ({ folder, deployment }) => {
  const target = { ...remoteEntry(deployment), password: 'not-the-password' };
  const { stderr } = await unreachable(folder, deployment, target);
  expect(codesIn(stderr)).toEqual(['AUTH_REFUSED']);
  expect(stderr).toContain(deployment.authUrl);
  expect(stderr).not.toContain('not-the-password');
});

test('an unknown project is AUTH_REFUSED', async ({ folder, deployment }) => {
  const target = { ...remoteEntry(deployment), project: 'nowhere' };
  expect(codesIn((await unreachable(folder, deployment, target)).stderr)).toEqual(['AUTH_REFUSED']);
});

test('a closed port is CONNECTION_FAILED', async ({ folder, deployment }) => {
  const url = await closedUrl();
  const { stderr } = await unreachable(folder, deployment, {
    ...remoteEntry(deployment),
    auth_url: `${url}/v3`,
  });
  expect(codesIn(stderr)).toEqual(['CONNECTION_FAILED']);
  expect(stderr).toContain(url);
});

test('a region that the catalog lacks is CATALOG_INCOMPLETE', async ({ folder, deployment }) => {
  const target = { ...remoteEntry(deployment), region: 'Nowhere' };
  expect(codesIn((await unreachable(folder, deployment, target)).stderr)).toEqual(['CATALOG_INCOMPLETE']);
});

test('a server other than Keystone is AUTH_REFUSED', async ({ folder, deployment }) => {
  const server = await serve((_, answer) => void answer.writeHead(200).end('<p>welcome'));
  const { stderr } = await unreachable(folder, deployment, {
    ...remoteEntry(deployment),
    auth_url: server.url,
  });
  await server.close();
  expect(codesIn(stderr)).toEqual(['AUTH_REFUSED']);
});

test('an untrusted certificate and a missing CA bundle are TLS_FAILED', async ({ folder, deployment }) => {
  const server = await serveTls((_, answer) => void answer.writeHead(204).end(), selfSigned(folder));
  const entry = { ...remoteEntry(deployment), auth_url: server.url };
  const untrusted = await unreachable(folder, deployment, entry);
  expect(codesIn(untrusted.stderr)).toEqual(['TLS_FAILED']);
  expect(untrusted.stderr).toContain(server.url);
  const absent = await unreachable(folder, deployment, { ...entry, cacert: join(folder.path, 'absent.pem') });
  expect(codesIn(absent.stderr)).toEqual(['TLS_FAILED']);
  expect(absent.stderr).toContain('absent.pem');
  await server.close();
});

test('a missing probe file is CONFIG_INVALID', async ({ folder, deployment }) => {
  folder.write('scenarios/glance/small.yaml', SMALL);
  const entry = { ...remoteEntry(deployment), probe: join(folder.path, 'absent.jsonl') };
  folder.write('run-scenarios.yaml', configText(remoteEntry(deployment), entry));
  const { code, stderr } = await cli(['--target', 'here'], { cwd: folder.path });
  expect(hasStack(stderr), stderr).toBe(false);
  expect(code).toBe(2);
  expect(codesIn(stderr)).toEqual(['CONFIG_INVALID']);
});
