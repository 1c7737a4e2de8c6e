/** A complete deployment: Nova with all services that it needs. */
import { readFileSync, statSync } from 'node:fs';
import { expect } from 'playwright/test';
import { running } from '../../../src/deployments/managed.ts';
import { reset } from '../../../src/deployments/run-folder/reset.ts';
import type { Deployment } from '../../../src/model.ts';
import { session } from './client.ts';
import { recordOf, test } from './fixture.ts';

const SPEC = { name: 'cloud', backend: 'sql', services: ['glance', 'nova'] } as const;
const PROCESSES = ['Cinder', 'Glance', 'Keystone', 'Neutron', 'Nova', 'Placement'];
/** The quota of servers. More servers than that are requested at once. */
const QUOTA = 3;
const REQUESTED = 8;

interface Server {
  readonly id: string;
  readonly status: string;
  readonly fault?: object;
}

/** Helpers that send requests to Nova as the administrator. */
async function nova(deployment: Deployment) {
  const { request } = await session(deployment, 'compute');
  const server = async (id: string): Promise<Server | undefined> =>
    ((await request('GET', `/servers/${id}`)).json as unknown as { server?: Server }).server;
  const { image, flavor, network } = deployment.shared ?? {};
  const create = () =>
    request('POST', '/servers', {
      server: { name: 'one', imageRef: image, flavorRef: flavor, networks: [{ uuid: network }] },
    });
  const boot = async (): Promise<string> => {
    const made = await create();
    const { id } = (made.json as unknown as { server: Server }).server;
    await expect.poll(async () => (await server(id))?.status).toBe('ACTIVE');
    return id;
  };
  const states = async (): Promise<readonly string[]> =>
    ((await request('GET', '/servers/detail')).json as unknown as { servers: readonly Server[] }).servers.map(
      ({ status }) => status,
    );
  const servers = async (): Promise<number> => (await states()).length;
  return { request, server, servers, states, create, boot };
}

/** Sets the quota of servers for the administrator's project. */
async function limitServers(deployment: Deployment, instances: number): Promise<void> {
  const { request, project } = await session(deployment, 'compute');
  const limited = await request('PUT', `/os-quota-sets/${project}`, { quota_set: { instances } });
  expect(limited.status).toBe(200);
}

for (const [backend, more] of [
  ['sql', []],
  ['rome', ['Redis']],
] as const) {
  test(`${backend}: a server boots, a reset removes it, the probe records both databases, and quotas hold`, async ({
    booted,
  }) => {
    const { deployment } = await booted({ ...SPEC, backend }, { keep: true, probe: true });
    const { processes } = recordOf(deployment);
    expect(processes.map(({ name }) => name).sort()).toEqual([...PROCESSES, ...more].sort());
    const { request, server, servers, states, create, boot } = await nova(deployment);
    const first = await boot();

    const [kept] = await running();
    const sizeBefore = statSync(deployment.probe as string).size;
    await reset(kept as never, () => {}, new AbortController().signal);
    expect(await server(first)).toBeUndefined();
    expect(await servers()).toBe(0);
    expect(recordOf(deployment).processes).toEqual(processes);
    expect(statSync(deployment.probe as string).size).toBeLessThan(sizeBefore);

    const second = await boot();
    expect((await request('DELETE', `/servers/${second}`)).status).toBe(204);
    await expect.poll(() => server(second)).toBeUndefined();

    const probed = readFileSync(deployment.probe as string, 'utf8');
    for (const name of ['instance_create', 'build_request.BuildRequest._create_in_db']) {
      expect(probed.includes(`"db_api":"${name}"`), name).toBe(true);
    }

    // A quota also holds for simultaneous requests. Nova refuses a request when the quota is used up already,
    // and fails a server that exceeded it in a race.
    await limitServers(deployment, QUOTA);
    const answers = await Promise.all(Array.from({ length: REQUESTED }, create));
    const accepted = answers.filter(({ status }) => status === 202);
    expect(answers.filter(({ status }) => status === 403).length + accepted.length).toBe(REQUESTED);
    expect(accepted.length).toBeGreaterThanOrEqual(QUOTA);
    await expect.poll(async () => (await states()).filter((state) => state === 'BUILD').length).toBe(0);
    const made = await states();
    expect(made.length).toBe(accepted.length);
    expect(made.filter((state) => state === 'ACTIVE').length, made.join()).toBeLessThanOrEqual(QUOTA);
  });
}
