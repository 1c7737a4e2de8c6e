import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { DEBIAN } from '../../../src/model.ts';
import { inventories } from '../../../src/shipped/inventories.ts';
import { lockedReleases, lockOf } from '../../../src/shipped/locks.ts';
import { PACKAGE_ROOT } from '../../../src/shipped/paths.ts';

const SERVICES = ['cinder', 'glance', 'keystone', 'neutron', 'nova', 'openstack-placement'];

test('the config accepts exactly the releases with a lock', () => {
  const schema = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'schemas/config.schema.json'), 'utf8'));
  expect(schema.definitions.deployment.properties.release.enum).toEqual([DEBIAN, ...lockedReleases()]);
});

for (const release of lockedReleases()) {
  test(`the lock of ${release} pins all services with hashes`, () => {
    const text = readFileSync(lockOf(release), 'utf8');
    const pinned = [...text.matchAll(/^([\w.-]+)(?:\[[^\]]*\])?==(\S+)/gm)].map(([, name = '']) => name);
    expect(SERVICES.filter((name) => !pinned.includes(name))).toEqual([]);
    const entries = text.split(/\n(?=\S)/).filter((entry) => !entry.startsWith('#') && entry.trim() !== '');
    expect(entries.filter((entry) => !/--hash=sha256:[0-9a-f]{64}/.test(entry))).toEqual([]);
    expect(entries.length).toBeGreaterThan(150);
  });

  test(`the inventories of ${release} match its lock and have restricted endpoints`, () => {
    const { glance, nova } = inventories(release);
    const pinned = readFileSync(lockOf(release), 'utf8');
    for (const { service, release: version } of [glance, nova])
      expect(pinned).toContain(`\n${service}==${version} `);
    // Checks that the inventory reader recognises how Nova restricts endpoints.
    const restricted = nova.endpoints.filter(({ microversions }) =>
      microversions?.some(({ min, max }) => min !== '2.1' || max),
    );
    expect(restricted.length).toBeGreaterThan(80);
  });

  test(`the lock of ${release} contains no package index or URL`, () => {
    expect(readFileSync(lockOf(release), 'utf8')).not.toMatch(
      /^--(index-url|extra-index-url|find-links)|:\/\//m,
    );
  });
}
