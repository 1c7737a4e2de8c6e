import { expect, test } from 'playwright/test';
import { chosenResources, type Offered } from '../../../../src/runner/resources/choose-resources.ts';

const flavor = (id: string, ram: number, more: object = {}) => ({
  ...{ id, name: `name of ${id}`, ram, vcpus: 1, disk: 1, 'os-flavor-access:is_public': true },
  ...more,
});
const compute = (host: string, more: object = {}) => ({
  ...{ binary: 'nova-compute', host, zone: 'west', status: 'enabled', state: 'up' },
  ...more,
});

const OFFERED: Offered = {
  images: [{ id: 'small' }, { id: 'hidden' }],
  flavors: [
    flavor('large', 8192),
    flavor('private', 1, { 'os-flavor-access:is_public': false }),
    flavor('disabled', 2, { 'OS-FLV-DISABLED:disabled': true }),
    flavor('tiny', 64),
    flavor('medium', 512),
  ],
  networks: [
    { id: 'n1', name: 'alone', shared: false, 'router:external': false, subnets: ['s'] },
    { id: 'n2', name: 'empty', shared: true, 'router:external': false, subnets: [] },
    { id: 'n3', name: 'outside', shared: true, 'router:external': true, subnets: ['s'] },
    { id: 'n4', name: 'shared', shared: true, 'router:external': false, subnets: ['s'] },
  ],
  subnets: [
    { network_id: 'n4', cidr: 'fd00::/64' },
    { network_id: 'n4', cidr: '198.51.100.0/25' },
    { network_id: 'n4', cidr: '10.9.0.0/16' },
    { network_id: 'n1', cidr: '192.0.2.0/24' },
  ],
  services: [
    { binary: 'nova-scheduler', host: 'ctl', zone: 'internal', status: 'enabled', state: 'up' },
    compute('down', { state: 'down' }),
    compute('disabled', { status: 'disabled' }),
    compute('second'),
    compute('first'),
  ],
  stores: [{ id: 'web', 'read-only': 'true' }, { id: 'cold' }, { id: 'ceph', default: 'true' }],
  hypervisors: [
    { hypervisor_hostname: 'first.example', service: { host: 'first' } },
    { hypervisor_hostname: 'second.example', service: { host: 'second' } },
  ],
};

const NOTHING: Offered = {
  ...{ images: [], flavors: [], networks: [], subnets: [], services: [], hypervisors: [], stores: [] },
};

test('the smallest public flavors, a shared network with a subnet and two computes that are up are chosen', () => {
  expect(chosenResources(OFFERED)).toEqual({
    ...{ image: 'small', flavor: 'tiny', flavor_name: 'name of tiny' },
    ...{ other_flavor: 'medium', other_flavor_name: 'name of medium' },
    ...{ network: 'n4', network_name: 'shared', subnet: '10.9.255', floating_pool: 'outside' },
    ...{ host: 'first', node: 'first.example', other_host: 'second', other_node: 'second.example' },
    ...{ zone: 'west', controller: 'ctl', store: 'ceph', other_store: 'cold' },
  });
});

test('what the configuration names is kept, with the names that belong to it', () => {
  const named = { image: 'mine', flavor: 'medium', network: 'n1', host: 'second' };
  expect(chosenResources(OFFERED, named)).toMatchObject({
    ...{ image: 'mine', flavor: 'medium', flavor_name: 'name of medium', other_flavor: 'tiny' },
    ...{
      network: 'n1',
      network_name: 'alone',
      subnet: '192.0.2',
      host: 'second',
      node: 'second.example',
      other_host: 'first',
    },
  });
});

test('what a deployment lacks has no value', () => {
  expect(chosenResources(NOTHING)).toEqual({});
  const one = chosenResources({ ...OFFERED, flavors: [flavor('tiny', 64)], services: [compute('only')] });
  expect(one).toMatchObject({ flavor: 'tiny', host: 'only' });
  expect(one).not.toHaveProperty('other_flavor');
  expect(one).not.toHaveProperty('other_host');
  expect(one).not.toHaveProperty('controller');
});
