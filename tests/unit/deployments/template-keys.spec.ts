import { expect } from 'playwright/test';
import { specDigest } from '../../../src/deployments/services/spec.ts';
import { templateKeys } from '../../../src/deployments/template/template.ts';
import { newestRelease } from '../../../src/shipped/locks.ts';
import { test } from '../../support/files/folder.ts';
import { harnessError } from '../../support/scenarios/mistakes.ts';

const release = newestRelease();

test('the initial state depends on the hosts, with Nova, and on the content of the settings', async ({
  folder,
}) => {
  const keys = (more: object = {}) => templateKeys({ release, ...more });
  const usual = await keys();
  expect(await keys({ hosts: ['host1', 'host2'] })).toEqual(usual);
  const named = await keys({ hosts: ['kvm-4', 'kvm-7'] });
  expect(named.cloud).not.toBe(usual.cloud);
  expect(named.sql).toBe(usual.sql);
  const one = await keys({ settings: { nova: folder.write('one.conf', '[DEFAULT]\n') } });
  const same = await keys({ settings: { nova: folder.write('same.conf', '[DEFAULT]\n') } });
  const other = await keys({ settings: { nova: folder.write('other.conf', '[quota]\n') } });
  expect(same).toEqual(one);
  expect(new Set([usual.sql, one.sql, other.sql]).size).toBe(3);
  expect(new Set([usual.cloud, one.cloud, other.cloud]).size).toBe(3);
});

test('a persistent deployment with other hosts or settings is out of date', async ({ folder }) => {
  const digest = (more: object = {}) => specDigest({ name: 'a', backend: 'sql', release, ...more });
  const settings = { glance: folder.write('glance.conf', '') };
  const all = [await digest(), await digest({ hosts: ['a', 'b'] }), await digest({ settings })];
  expect(new Set(all).size).toBe(3);
});

test('a file of settings that cannot be read is CONFIG_INVALID', async () => {
  const error = await harnessError(() => templateKeys({ release, settings: { nova: '/nowhere.conf' } }));
  expect(error.code).toBe('CONFIG_INVALID');
});
