import { expect, test } from 'playwright/test';
import { environmentDeployment, interfaceOf, keystoneUrl } from '../../../src/config/environment.ts';
import { harnessError } from '../../support/scenarios/mistakes.ts';

const OPENRC = {
  OS_AUTH_URL: 'https://k:5000/',
  OS_USERNAME: 'u',
  OS_PASSWORD: 'p',
  OS_PROJECT_NAME: 'pr',
};

test('a deployment is read from the variables of an openrc file', () => {
  const full = {
    ...OPENRC,
    OS_USER_DOMAIN_NAME: 'ud',
    OS_PROJECT_DOMAIN_NAME: 'pd',
    OS_REGION_NAME: 'r',
    OS_INTERFACE: 'internalURL',
    OS_CACERT: '/ca.pem',
  };
  expect(environmentDeployment('x', full)).toMatchObject({
    authUrl: 'https://k:5000/v3',
    credentials: { username: 'u', password: 'p', project: 'pr', userDomain: 'ud', projectDomain: 'pd' },
    region: 'r',
    interface: 'internal',
    caFile: '/ca.pem',
    backend: 'unknown',
  });
});

for (const key of Object.keys(OPENRC)) {
  test(`${key} is required and must not be empty`, async () => {
    for (const value of [undefined, '']) {
      const error = await harnessError(() => environmentDeployment('x', { ...OPENRC, [key]: value }));
      expect(error.code).toBe('CONFIG_INVALID');
      expect(error.message).toContain(key);
    }
  });
}

test("Keystone's URL ends in exactly one version", () => {
  for (const url of ['http://k', 'http://k/', 'http://k/v3', 'http://k/v3/'])
    expect(keystoneUrl(url)).toBe('http://k/v3');
  expect(keystoneUrl('http://h/identity')).toBe('http://h/identity/v3');
});

test('older names of variables are read, too', () => {
  const { OS_PROJECT_NAME: _, ...rest } = OPENRC;
  for (const [old, expected] of [
    [{ OS_TENANT_NAME: 'pr' }, { project: 'pr' }],
    [{ OS_TENANT_ID: 'id' }, { ids: { project: 'id' } }],
  ] as const)
    expect(environmentDeployment('x', { ...rest, ...old }).credentials).toMatchObject(expected);
  expect(environmentDeployment('x', { ...OPENRC, OS_ENDPOINT_TYPE: 'internalURL' }).interface).toBe(
    'internal',
  );
});

test('an application credential needs no OS_AUTH_TYPE', () => {
  const variables = {
    OS_AUTH_URL: 'http://k',
    OS_APPLICATION_CREDENTIAL_ID: 'i',
    OS_APPLICATION_CREDENTIAL_SECRET: 's',
  };
  for (const type of [undefined, '', 'v3applicationcredential'])
    expect(environmentDeployment('x', { ...variables, OS_AUTH_TYPE: type }).credentials).toMatchObject({
      password: 's',
      applicationCredential: { id: 'i' },
    });
});

test('an unknown interface is an error', async () => {
  const error = await harnessError(() => environmentDeployment('x', { ...OPENRC, OS_INTERFACE: 'bogus' }));
  expect([error.code, error.message]).toEqual(['CONFIG_INVALID', expect.stringContaining('bogus')]);
});

test('an interface has two spellings; the default is public', () => {
  expect(
    ['public', 'publicURL', 'adminURL', 'admin', 'internal', undefined].map((word) => interfaceOf(word)),
  ).toEqual(['public', 'public', 'admin', 'admin', 'internal', 'public']);
});
