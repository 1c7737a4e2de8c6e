import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import type { Step } from '../../../../src/model.ts';
import { HttpClient } from '../../../../src/openstack/http-client.ts';
import { Keystone } from '../../../../src/openstack/keystone.ts';
import { ProjectPool } from '../../../../src/openstack/project-pool.ts';
import { actorsOf } from '../../../../src/runner/projects/actors.ts';
import { ownProject } from '../../../../src/runner/projects/own-project.ts';
import { test } from '../../../support/files/folder.ts';
import { serve } from '../../../support/servers/server.ts';
import { stepTo } from '../../../support/servers/side.ts';

/** Runs a test with a Keystone that accepts everything, and the requests after the administrator's login. */
async function withKeystone(test: (keystone: Keystone, asked: string[]) => Promise<void>): Promise<void> {
  let made = 0;
  const asked: string[] = [];
  const server = await serve((request, reply) => {
    const path = (request.url ?? '').replace('/v3', '');
    asked.push(`${request.method} ${path}`);
    const role = path.replace('/roles?name=', '');
    const kind = path.slice(1, -1);
    const token = {
      project: { id: 'p', domain: { id: 'default' } },
      user: { id: 'u' },
      catalog: [{ type: 'image', endpoints: [{ interface: 'public', region: 'one', url: 'http://image' }] }],
    };
    const roles = [{ id: `role-${role}`, name: role }];
    const answer = { [kind]: { id: `${kind}-${made++}` }, token, roles };
    reply.writeHead(201, { 'x-subject-token': 'token', 'content-type': 'application/json' });
    reply.end(JSON.stringify(answer));
  });
  const credentials = { username: 'u', password: 'p', userDomain: 'd', project: 'p', projectDomain: 'd' };
  const deployment = {
    ...{ name: 'here', managed: false, disposable: false, backend: 'unknown' as const, credentials },
    ...{ authUrl: `${server.url}/v3`, interface: 'public' as const, folders: [] },
  };
  const http = new HttpClient(deployment);
  try {
    const keystone = await Keystone.connect(deployment, http, ['glance'], () => {});
    asked.length = 0;
    await test(keystone, asked);
  } finally {
    await http.close();
    await server.close();
  }
}

const steps = (...parts: Partial<Step>[]) => ({ steps: parts.map((each) => stepTo('/', each)), cleanup: [] });

const LEARN = () => {};
const SIGNAL = new AbortController().signal;

test('only users that a scenario acts as or mentions in a variable are needed', () => {
  expect([...actorsOf(steps({ as: 'admin' }, { as: 'nobody' }))]).toEqual(['admin']);
  expect([...actorsOf(steps({ as: 'admin', request: stepTo('/users/${user}').request }))]).toEqual([
    ...['admin', 'member'],
  ]);
  expect([...actorsOf(steps({ as: 'member', request: stepTo('/${other_project}').request }))]).toEqual([
    ...['member', 'other'],
  ]);
});

test('without a pool, an actor costs three requests; each role is requested once', async () => {
  await withKeystone(async (keystone, asked) => {
    const first = await ownProject({ keystone }, 'one', new Set(['member', 'admin']), LEARN, SIGNAL);
    expect(first.tokens).toEqual({ member: 'token', admin: 'token' });
    const second = await ownProject({ keystone }, 'two', new Set(['reader', 'other']), LEARN, SIGNAL);
    expect(second.otherId).toMatch(/^project-/);
    const roles = asked.filter((each) => each.startsWith('GET /roles')).sort();
    expect(roles).toEqual(['admin', 'member', 'reader'].map((name) => `GET /roles?name=${name}`));
    expect(asked).toHaveLength(3 + (1 + 2 * 3) + (2 + 2 * 3));

    asked.length = 0;
    expect(await second.remove(SIGNAL)).toEqual([]);
    expect(asked.map((each) => each.split('-')[0])).toEqual([
      ...['DELETE /users/user', 'DELETE /users/user', 'DELETE /projects/project', 'DELETE /projects/project'],
    ]);
  });
});

test('a pooled project needs no requests to Keystone; with an empty pool, a project is created', async ({
  folder,
}) => {
  const users = { member: 'm', admin: 'a', reader: 'r', other: 'o' };
  const tokens = { member: 'tm', admin: 'ta', reader: 'tr', other: 'to' };
  mkdirSync(join(folder.path, 'pool'));
  const entries = [{ project: 'ready', other: 'another', users, tokens }];
  writeFileSync(join(folder.path, 'pool', 'projects.json'), JSON.stringify(entries));
  const pool = new ProjectPool(join(folder.path, 'pool'));
  await withKeystone(async (keystone, asked) => {
    const ready = await ownProject({ keystone, pool }, 'one', new Set(['admin', 'reader']), LEARN, SIGNAL);
    expect(ready).toMatchObject({ id: 'ready', otherId: '', urls: keystone.urls });
    // Values of unused users must be hidden, because a variable without a value is a mistake in the scenario.
    expect(ready.userIds).toEqual({ admin: 'a', reader: 'r' });
    expect(ready.tokens).toEqual({ admin: 'ta', reader: 'tr' });
    expect(await ready.remove(SIGNAL)).toEqual([]);
    expect(asked).toEqual([]);

    const made = await ownProject({ keystone, pool }, 'two', new Set(['member']), LEARN, SIGNAL);
    expect(made.id).toMatch(/^project-/);
    expect(asked).toContain('POST /projects');
  });
});
