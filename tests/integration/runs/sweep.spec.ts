import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { CommandLine } from '../../support/commands/command-line.ts';
import { configText, remoteEntry } from '../../support/servers/remote.ts';
import { session } from '../deployments/client.ts';
import { test as booting } from '../deployments/fixture.ts';

const test = booting.extend<{ readonly commandLine: CommandLine }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's dependencies from its pattern.
  commandLine: async ({}, use) => {
    const commandLine = new CommandLine();
    await use(commandLine);
    await commandLine.remove();
  },
});

/** Creates something of each kind, and then waits for something that does not come. */
const STORY = `name: Create everything, and wait
service: nova
steps:
  - POST: \${glance}/v2/images
    json: { id: "\${uuid1}", name: left, disk_format: raw, container_format: bare, protected: true }
    expect: { status: 201 }
  - POST: \${glance}/v2/images
    json: { name: hidden, disk_format: raw, container_format: bare, os_hidden: true }
    expect: { status: 201 }
  - POST: \${glance}/v2/metadefs/namespaces
    as: admin
    json: { namespace: "\${unique} 5%", visibility: public, protected: true }
    expect: { status: 201 }
  - POST: /os-keypairs
    json: { keypair: { name: "left over" } }
    expect: { status: 200 }
  - POST: /os-server-groups
    json: { server_group: { name: left, policies: [affinity] } }
    expect: { status: 200 }
  - POST: /flavors
    as: admin
    json: { flavor: { name: "\${unique}", ram: 64, vcpus: 1, disk: 1, "os-flavor-access:is_public": false } }
    expect: { status: 200 }
  - POST: \${neutron}/v2.0/ports
    json: { port: { network_id: "\${network}", name: left } }
    expect: { status: 201 }
  - POST: /os-volumes
    json: { volume: { size: 1, display_name: left } }
    expect: { status: 200 }
  - use: _shared/server
  - POST: /os-aggregates
    as: admin
    json: { aggregate: { name: "\${unique}" } }
    expect: { status: 200 }
    capture: { aggregate: $.aggregate.id }
  - POST: /os-aggregates/\${aggregate}/action
    as: admin
    json: { add_host: { host: "\${host}" } }
    expect: { status: 200 }
  - GET: /servers/\${server}
    poll: { until: { body: { $.server.status: PAUSED } }, timeout: 30m }
`;

test('sweep removes what a killed run left behind, and nothing else @long', async ({
  booted,
  commandLine,
}) => {
  const { deployment } = await booted({ name: 'cloud', backend: 'sql', services: ['glance', 'nova'] });
  const file = (name: string, text: string): string => {
    writeFileSync(join(commandLine.runtime, name), text);
    return join(commandLine.runtime, name);
  };
  const entry = { ...remoteEntry(deployment), services: ['glance', 'nova'] };
  const config = file('run-scenarios.yaml', configText({ managed: 'sql' }, entry));
  const [images, compute, identity] = [
    await session(deployment),
    await session(deployment, 'compute'),
    await session(deployment, 'identity'),
  ];
  const listed = async (from: typeof images, path: string, kind: string): Promise<readonly string[]> => {
    const { json } = await from.request('GET', path);
    const all = (json as unknown as Record<string, readonly Record<string, string>[]>)[kind] ?? [];
    return all.map(({ name, namespace }) => name ?? namespace ?? '').sort();
  };
  const everything = async () => ({
    images: await listed(images, '/v2/images?visibility=all', 'images'),
    hidden: await listed(images, '/v2/images?visibility=all&os_hidden=true', 'images'),
    namespaces: await listed(images, '/v2/metadefs/namespaces?limit=1000', 'namespaces'),
    servers: await listed(compute, '/servers?all_tenants=1', 'servers'),
    flavors: await listed(compute, '/flavors?is_public=None', 'flavors'),
    groups: await listed(compute, '/os-server-groups?all_projects=true', 'server_groups'),
    aggregates: await listed(compute, '/os-aggregates', 'aggregates'),
    projects: await listed(identity, '/projects', 'projects'),
    users: await listed(identity, '/users', 'users'),
  });
  // Things of others, with similar names.
  await images.request('POST', '/v2/images', { name: 'left', disk_format: 'raw', container_format: 'bare' });
  await images.request('POST', '/v2/metadefs/namespaces', { namespace: 'run-scenarios-mine' });
  const flavor = { name: 'run-scenarios-12345678', ram: 64, vcpus: 1, disk: 1 };
  await compute.request('POST', '/flavors', { flavor });
  await identity.request('POST', '/projects', { project: { name: 'run-scenarios-reports' } });
  const before = await everything();

  file('wait.yaml', STORY);
  const scenarios = ['--scenarios', commandLine.runtime, '--scenarios', 'shipped'];
  const run = commandLine.start(
    '--config',
    config,
    '--target',
    'here',
    ...scenarios,
    '--output',
    commandLine.reports,
    'wait',
  );
  await expect
    .poll(async () => {
      const { json } = await compute.request('GET', '/os-aggregates');
      return (json as unknown as { aggregates: readonly { hosts: readonly string[] }[] }).aggregates.flatMap(
        ({ hosts }) => hosts,
      ).length;
    })
    .toBe(1);
  run.child.kill('SIGKILL');
  await run.ended;
  const left = await everything();
  expect(left.servers).toHaveLength(before.servers.length + 1);

  const sweep = (...options: readonly string[]) =>
    commandLine.exec('sweep', 'here', '--config', config, ...options);
  expect(await sweep()).toMatchObject({ code: 0, stdout: 'Runs left nothing behind on here\n' });
  const listing = await sweep('--older-than', '0s', '--dry-run');
  expect(listing.stdout).toMatch(/left behind: server .*\n/);
  expect(await everything()).toEqual(left);
  const swept = await sweep('--older-than', '0s');
  expect(swept, swept.stdout + swept.stderr).toMatchObject({ code: 0 });
  expect(swept.stdout).toMatch(/removed: key pair left over\n/);
  for (const what of ['image hidden', 'image left', 'port left', 'server group left', 'volume left'])
    expect(swept.stdout).toContain(`removed: ${what}\n`);
  expect(await everything()).toEqual(before);
  expect((await sweep('--older-than', '0s')).stdout).toBe('Runs left nothing behind on here\n');
});
