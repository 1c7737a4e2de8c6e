import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { responseRules } from '../../../../src/execution/response-rules.ts';
import type { Deployment, Scenario } from '../../../../src/model.ts';
import { run } from '../../../../src/runner/run/run.ts';
import { type Folder, test } from '../../../support/files/folder.ts';
import { INVENTORIES } from '../../../support/scenarios/inventory.ts';
import { serve } from '../../../support/servers/server.ts';
import { stepTo } from '../../../support/servers/side.ts';

const PASSWORD = 'admins-password-1';
const STATUSES = [400, 401, 409, 500];

/** The requests before a scenario's first step, each by its place among those to the same path. */
const REQUESTS = [
  ...['/auth/tokens 1', '/projects 1', '/users 1', '/roles 1', '/projects/id/users/id/roles/id 1'],
  ...['/auth/tokens 2', '/projects/id 1'],
];

const SCENARIO: Scenario = {
  ...{ id: 'glance/a', file: 'a.yaml', name: 'a', service: 'glance', tags: [], cleanup: [] },
  vars: { api_token: 'vars-token-1' },
  ...{ exclusive: false, locks: [], steps: [stepTo('/v2/images')] },
} as unknown as Scenario;

/** Everything that a client sends and is given. */
const secrets: string[] = [];

/** A Keystone that fails one request, with everything that it has received as the reason. */
async function echoing(failing: string, status: number) {
  let received = '';
  let given = 0;
  const counts = new Map<string, number>();
  const read = async (request: IncomingMessage) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    // Without the names that would show what is secret.
    received += ` ${request.headers['x-auth-token'] ?? ''} ${text.replace(/[{}[\]":,]+/g, ' ')}`;
    for (const [, password] of text.matchAll(/"password":"([^"]+)"/g)) secrets.push(password as string);
  };
  const server = await serve(async (request, reply) => {
    await read(request);
    const path = (request.url ?? '').replace(/^\/v3|\?.*/g, '');
    const count = (counts.get(path) ?? 0) + 1;
    counts.set(path, count);
    const token = `token-${server.url.slice(-5)}-${given++}`;
    secrets.push(token);
    const answer = {
      token: {
        ...{ project: { id: 'p', domain: { id: 'd' } }, user: { id: 'u' } },
        catalog: [{ type: 'image', endpoints: [{ interface: 'public', region: 'one', url: server.url }] }],
      },
      ...{
        project: { id: 'id' },
        user: { id: 'id' },
        roles: [{ id: 'id' }],
        images: [],
        said: 'vars-token-1',
      },
    };
    const isFailing = `${path} ${count}` === failing;
    const made = isFailing ? status : request.method === 'POST' ? 201 : 200;
    reply.writeHead(made, { 'content-type': 'application/json', 'x-subject-token': token });
    reply.end(JSON.stringify(isFailing ? { error: { message: `no: ${received}` } } : answer));
  });
  const deployment = (name: string): Deployment => ({
    ...{ name, managed: false, disposable: false, backend: 'unknown', interface: 'public', folders: [] },
    authUrl: `${server.url.replace('//', '//user:urls-password-1@')}/v3`,
    credentials: {
      ...{ username: 'u', password: PASSWORD, userDomain: 'd', project: 'p', projectDomain: 'd' },
    },
  });
  return { ...server, deployment };
}

/** All that a run writes and throws. */
async function written(folder: Folder, failing: string, status: number): Promise<string> {
  const baseline = await echoing('', 200);
  const target = await echoing(failing, status);
  const into = join(folder.path, `${failing.replaceAll('/', '-')}-${status}`);
  const events: unknown[] = [];
  try {
    await run([SCENARIO], {
      deployments: { baseline: baseline.deployment('sql'), target: target.deployment('rome') },
      inventories: INVENTORIES,
      rules: responseRules(INVENTORIES),
      ...{ filters: [], workers: 1, folder: into, keep: false, onKept: () => {} },
      signal: new AbortController().signal,
      rootCause: async (error) => error,
      onEvent: (event) => void events.push(event),
    });
    events.push(readdirSync(into).map((file) => readFileSync(join(into, file), 'utf8')));
  } catch (error) {
    const { message, failure } = error as { message: string; failure?: unknown };
    events.push(message, failure);
  } finally {
    await Promise.all([baseline.close(), target.close()]);
  }
  return JSON.stringify(events);
}

test('a Keystone that repeats all secrets in an error does not make a run write one', async ({ folder }) => {
  for (const failing of REQUESTS) {
    for (const status of STATUSES) {
      secrets.length = 0;
      const text = await written(folder, failing, status);
      expect(text, failing).toMatch(/no: |could not remove/);
      expect(secrets.length).toBeGreaterThan(2);
      const shown = ['urls-password-1', 'vars-token-1', ...secrets].filter((secret) => text.includes(secret));
      expect({ failing, status, shown }).toEqual({ failing, status, shown: [] });
    }
  }
});
