import { expect } from 'playwright/test';
import { cloudDeployment } from '../../../src/config/clouds.ts';
import type { Deployment } from '../../../src/model.ts';
import { type Folder, test } from '../../support/folder.ts';
import { codesAndPlaces, failuresOf, harnessError } from '../../support/mistakes.ts';

const CLOUDS = `clouds:
  mine:
    auth: { auth_url: "https://k:5000", username: u, password: p, project_name: pr, user_domain_name: ud, domain_name: dn }
    region_name: r
    interface: internalURL
    cacert: /ca.pem
  careless:
    auth: { auth_url: "https://k:5000", username: u, password: p, project_name: pr }
    verify: false
  bare:
    auth: { auth_url: "https://k:5000", username: u, project_name: pr }
`;

/** The cloud of a clouds.yaml that the environment names, as OpenStack's clients let it. */
function cloud(folder: Folder, name: string, text = CLOUDS): Deployment {
  process.env.OS_CLIENT_CONFIG_FILE = folder.write('clouds.yaml', text);
  try {
    return cloudDeployment('x', name);
  } finally {
    delete process.env.OS_CLIENT_CONFIG_FILE;
  }
}

test('a cloud with all its parts', ({ folder }) => {
  expect(cloud(folder, 'mine')).toMatchObject({
    name: 'x',
    authUrl: 'https://k:5000/v3',
    credentials: { username: 'u', password: 'p', project: 'pr', userDomain: 'ud', projectDomain: 'dn' },
    region: 'r',
    interface: 'internal',
    caFile: '/ca.pem',
  });
});

test('secure.yaml beside it adds the password, and wins', ({ folder }) => {
  folder.write(
    'secure.yaml',
    'clouds: { bare: { auth: { password: hidden } }, mine: { auth: { password: other } } }\n',
  );
  expect(cloud(folder, 'bare').credentials.password).toBe('hidden');
  expect(cloud(folder, 'mine').credentials.password).toBe('other');
});

test('a cloud without a password is not complete', async ({ folder }) => {
  const error = await harnessError(() => cloud(folder, 'bare'));
  expect(error.code).toBe('CONFIG_INVALID');
});

test('turning TLS verification off is refused', async ({ folder }) => {
  const error = await harnessError(() => cloud(folder, 'careless'));
  expect(error.code).toBe('CONFIG_INVALID');
  expect(error.failure.fix).toContain('cacert');
});

test('a cloud that is not there, with the nearest one', async ({ folder }) => {
  for (const [name, fix] of [
    ['mien', '"mine"'],
    ['toString', 'careless'],
  ] as const) {
    const error = await harnessError(() => cloud(folder, name));
    expect(error.code).toBe('CONFIG_INVALID');
    expect(error.failure.fix).toContain(fix);
  }
});

test('a clouds.yaml that does not parse is shown where', async ({ folder }) => {
  const error = await harnessError(() => cloud(folder, 'mine', 'clouds:\n  mine: [1\nx: 2\n'));
  expect(codesAndPlaces(failuresOf(error))).toContain('CONFIG_INVALID clouds.yaml:3:1');
});

test('an empty clouds.yaml has no cloud', async ({ folder }) => {
  expect((await harnessError(() => cloud(folder, 'mine', ''))).code).toBe('CONFIG_INVALID');
});
