import { expect, test } from 'playwright/test';
import { administrator } from '../../../src/openstack/identity.ts';

const NAMES = { username: 'u', password: 'p', userDomain: 'ud', project: 'pr', projectDomain: 'pd' };
const USER = { name: 'u', domain: { name: 'ud' } };

test('an administrator given by names has a user, a project and their domains', () => {
  expect(administrator(NAMES).auth).toEqual({
    identity: { methods: ['password'], password: { user: { ...USER, password: 'p' } } },
    scope: { project: { name: 'pr', domain: { name: 'pd' } } },
  });
});

test('ids replace names and domains', () => {
  const ids = { user: 'ui', project: 'pi' };
  expect(administrator({ ...NAMES, ids }).auth).toEqual({
    identity: { methods: ['password'], password: { user: { id: 'ui', password: 'p' } } },
    scope: { project: { id: 'pi' } },
  });
});

test('an application credential has its own project; by name it needs a user', () => {
  const method = { methods: ['application_credential'] };
  expect(administrator({ ...NAMES, applicationCredential: { id: 'i' } }).auth).toEqual({
    identity: { ...method, application_credential: { id: 'i', secret: 'p' } },
  });
  expect(administrator({ ...NAMES, applicationCredential: { name: 'n' } }).auth).toEqual({
    identity: { ...method, application_credential: { name: 'n', user: USER, secret: 'p' } },
  });
});
