/** A ready deployment is settled: what a scenario can see does not change later. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { running } from '../../../src/deployments/managed.ts';
import { reset } from '../../../src/deployments/run-folder/reset.ts';
import type { Deployment } from '../../../src/model.ts';
import { PACKAGE_ROOT } from '../../../src/shipped/paths.ts';
import { session } from './client.ts';
import { folderOf, test } from './fixture.ts';

/** The differences between all database rows of two deployments. Ids and times need only correspond. */
function differences(...sides: readonly [Deployment, Deployment]): string {
  const script = join(PACKAGE_ROOT, 'benchmarks/repeatability/settled.py');
  const { stdout, stderr } = spawnSync('/usr/bin/python3', ['-B', script, ...sides.map(folderOf)], {
    encoding: 'utf8',
  });
  expect(stderr).toMatch(/differences in 8 databases of \d{4,} rows/);
  return stdout;
}

async function hypervisors(deployment: Deployment): Promise<readonly object[]> {
  const { request } = await session(deployment, 'compute');
  const { json } = await request('GET', '/os-hypervisors');
  return (json as unknown as { hypervisors: readonly object[] }).hypervisors;
}

for (const backend of ['sql', 'rome'] as const) {
  test(`${backend}: a new, an older and a reset deployment have the same rows`, async ({ booted }) => {
    const spec = { backend, services: ['glance', 'nova'] } as const;
    // Boot one after the other: a change some seconds after the start would show on the first one only.
    const { deployment: before } = await booted({ ...spec, name: 'before' }, { keep: true });
    const { deployment: now } = await booted({ ...spec, name: 'now' });
    expect(differences(before, now)).toBe('');
    expect(now.shared).toEqual(before.shared);
    expect(await hypervisors(now)).toEqual(await hypervisors(before));
    expect(await hypervisors(now)).toMatchObject([
      { hypervisor_hostname: 'host1' },
      { hypervisor_hostname: 'host2' },
    ]);

    const { request } = await session(before, 'compute');
    const made = await request('POST', '/os-aggregates', { aggregate: { name: 'left over' } });
    const { id } = (made.json as unknown as { aggregate: { id: number } }).aggregate;
    await request('POST', `/os-aggregates/${id}/action`, { add_host: { host: 'host1' } });
    const services = (await request('GET', '/os-services')).json as unknown as {
      services: readonly { id: number; binary: string }[];
    };
    const scheduler = services.services.find(({ binary }) => binary === 'nova-scheduler');
    await request('DELETE', `/os-services/${scheduler?.id}`);
    expect(differences(before, now)).toContain('nova/api aggregates: 1 rows and 0');

    await reset((await running())[0] as never, () => {}, new AbortController().signal);
    expect(differences(before, now)).toBe('');
  });
}
