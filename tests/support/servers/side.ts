import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Actor, Deployment, Json, Step } from '../../../src/model.ts';
import { Secrets } from '../../../src/runner/redact/secrets.ts';
import type { Clock } from '../../../src/runner/run/clock.ts';
import { connect } from '../../../src/runner/run/connection.ts';
import type { SideState } from '../../../src/runner/run/side-state.ts';
import { serve } from './server.ts';

export interface Side {
  readonly state: SideState;
  readonly url: string;
  close(): Promise<void>;
}

/** One side of a scenario, with a server that calls `answer`, and that provides the token and the catalog. */
export async function side(
  answer: (request: IncomingMessage, reply: ServerResponse) => void,
  variables: Readonly<Record<string, Json>> = {},
): Promise<Side> {
  const server = await serve((request, reply) => {
    if (request.url !== '/v3/auth/tokens') return answer(request, reply);
    const endpoints = [{ interface: 'public', region: 'one', url: server.url }];
    const token = {
      project: { id: 'p', domain: { id: 'default' } },
      user: { id: 'u' },
      catalog: [{ type: 'image', endpoints }],
    };
    reply.writeHead(201, { 'x-subject-token': 'admin-token', 'content-type': 'application/json' });
    reply.end(JSON.stringify({ token }));
  });
  const deployment: Deployment = {
    name: 'here',
    managed: false,
    disposable: false,
    backend: 'unknown',
    authUrl: `${server.url}/v3`,
    credentials: { username: 'u', password: 'p', userDomain: 'd', project: 'p', projectDomain: 'd' },
    interface: 'public',
    folders: [],
  };
  const connection = await connect(deployment, ['glance']);
  const project = {
    ...{ id: 'p', otherId: '', userIds: { member: 'u' }, urls: connection.keystone.urls },
    ...{ tokens: { member: 'member-token' }, remove: async () => [] },
    token: async (actor: Actor) => (actor === 'member' ? 'member-token' : undefined),
  };
  return {
    url: server.url,
    state: {
      connection,
      project,
      variables: new Map(Object.entries(variables)),
      secrets: new Secrets(),
      clock: waitlessClock(),
    },
    close: async () => {
      await connection.http.close();
      await server.close();
    },
  };
}

/** A clock on which only pauses take time. */
function waitlessClock(): Clock {
  let now = 0;
  return {
    now: () => now,
    pause: async (ms) => {
      now += ms;
    },
  };
}

const NOTHING = { headers: {}, body: {} };

/** A step that sends GET `path`. */
export const stepTo = (path: string, parts: Partial<Step> = {}): Step => ({
  name: 'a step',
  place: { file: 'a.yaml', line: 4, column: 5 },
  service: 'glance',
  as: 'member',
  request: { method: 'GET', path, headers: {} },
  expect: NOTHING,
  expectPlaces: {},
  capture: {},
  ...parts,
});

/** An expected status, as a condition of a poll. */
export const statusIs = (status: number): Step['expect'] => ({ ...NOTHING, status: [status] });
