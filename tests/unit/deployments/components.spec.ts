import { expect, test } from 'playwright/test';
import { missingOf, needsOf, packagesOf } from '../../../src/deployments/machine/packages.ts';
import {
  COMPONENTS,
  catalogOf,
  componentsIn,
  componentsOf,
  portsOf,
  readyUrlOf,
} from '../../../src/deployments/services/components.ts';

test('Glance needs only Keystone; Nova needs all components', () => {
  expect(componentsOf(['glance'])).toEqual(['keystone', 'glance']);
  expect(componentsOf(['nova'])).toEqual(COMPONENTS);
  expect(componentsOf(['glance', 'nova'])).toEqual(COMPONENTS);
});

test('every component has its own port and a catalog entry', () => {
  const ports = portsOf(componentsOf(['nova']), [1, 2, 3, 4, 5, 6]);
  expect(componentsIn(ports)).toEqual(COMPONENTS);
  expect(readyUrlOf(ports, 'nova')).toBe('http://127.0.0.1:6/');
  expect(catalogOf(ports)).toEqual([
    'identity=http://127.0.0.1:1/v3',
    'image=http://127.0.0.1:2',
    'placement=http://127.0.0.1:3',
    'network=http://127.0.0.1:4',
    'volumev3=http://127.0.0.1:5/v3/$(project_id)s',
    'compute=http://127.0.0.1:6/v2.1',
  ]);
  expect(() => portsOf(COMPONENTS, [1, 2])).toThrow(RangeError);
});

test('a Glance deployment needs no packages of Nova', () => {
  const glance = Object.fromEntries(packagesOf(['glance']).map((name) => [name, '1']));
  expect(missingOf(['glance'], glance)).toEqual([]);
  expect(missingOf(['nova'], glance)).toContain('python3-nova');
});

test('only deployments with MariaDB need its packages', () => {
  const spec = { name: 'x', backend: 'sql', services: ['glance'] } as const;
  expect(packagesOf(needsOf(spec)).filter((name) => /maria|mysql/.test(name))).toEqual([]);
  expect(packagesOf(needsOf({ ...spec, database: 'mariadb' }))).toEqual([
    ...packagesOf(['glance']),
    'mariadb-server-core',
    'mariadb-client-core',
    'python3-pymysql',
  ]);
});
