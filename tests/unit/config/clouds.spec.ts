import { expect } from 'playwright/test';
import { cloudDeployment } from '../../../src/config/clouds.ts';
import { Config } from '../../../src/config/config.ts';
import type { Deployment } from '../../../src/model.ts';
import { type Folder, test } from '../../support/files/folder.ts';
import { marked } from '../../support/scenarios/marked.ts';
import { codesAndPlaces, failuresOf, harnessError } from '../../support/scenarios/mistakes.ts';

const CLOUDS = `clouds:
  mine:
    auth: { auth_url: "https://k:5000", username: u, password: p, project_name: pr, user_domain_name: ud, domain_name: dn }
    region_name: r
    interface: internalURL
    cacert: CA
  careless:
    auth: { auth_url: "https://k:5000", username: u, password: p, project_name: pr }
    verify: false
  bare:
    auth: { auth_url: "https://k:5000", username: u, project_name: pr }
`;

/** A cloud from a clouds.yaml whose path is in the environment, as for OpenStack's clients. */
function cloud(folder: Folder, name: string, text = CLOUDS, region?: string): Deployment {
  const authority = folder.write('ca.pem', '');
  process.env.OS_CLIENT_CONFIG_FILE = folder.write('clouds.yaml', text.replace('CA', authority));
  try {
    return cloudDeployment('x', name, region);
  } finally {
    delete process.env.OS_CLIENT_CONFIG_FILE;
  }
}

test('a cloud with all fields is read', ({ folder }) => {
  expect(cloud(folder, 'mine')).toMatchObject({
    name: 'x',
    authUrl: 'https://k:5000/v3',
    credentials: { username: 'u', password: 'p', project: 'pr', userDomain: 'ud', projectDomain: 'dn' },
    region: 'r',
    interface: 'internal',
    caFile: `${folder.path}/ca.pem`,
  });
});

test('secure.yaml in the same folder adds a password or overrides it', ({ folder }) => {
  folder.write(
    'secure.yaml',
    'clouds: { bare: { auth: { password: hidden } }, mine: { auth: { password: other } } }\n',
  );
  expect(cloud(folder, 'bare').credentials.password).toBe('hidden');
  expect(cloud(folder, 'mine').credentials.password).toBe('other');
});

test('a cloud without a password is an error', async ({ folder }) => {
  const error = await harnessError(() => cloud(folder, 'bare'));
  expect(error.code).toBe('CONFIG_INVALID');
});

test('verify: false is rejected, with a reference to cacert', async ({ folder }) => {
  const error = await harnessError(() => cloud(folder, 'careless'));
  expect(error.code).toBe('CONFIG_INVALID');
  expect(failuresOf(error)[0]?.fix).toContain('cacert');
});

test('an unknown cloud is an error with a suggestion', async ({ folder }) => {
  for (const [name, fix] of [
    ['mien', '"mine"'],
    ['toString', 'careless'],
  ] as const) {
    const error = await harnessError(() => cloud(folder, name));
    expect(error.code).toBe('CONFIG_INVALID');
    expect(error.failure.fix).toContain(fix);
  }
});

test('a syntax error in clouds.yaml is reported at its place', async ({ folder }) => {
  const error = await harnessError(() => cloud(folder, 'mine', 'clouds:\n  mine: [1\nx: 2\n'));
  expect(codesAndPlaces(failuresOf(error))).toContain('CONFIG_INVALID clouds.yaml:3:1');
});

test('an empty clouds.yaml is an error', async ({ folder }) => {
  expect((await harnessError(() => cloud(folder, 'mine', ''))).code).toBe('CONFIG_INVALID');
});

const AUTH = 'auth_url: "https://k:5000", username: u, password: p, project_name: pr';

test('a wrong type is reported at its place, without the password', async ({ folder }) => {
  const source = `clouds:\n  mine:\n    auth: { auth_url: »5, username: u, password: »12345678, project_name: pr }\n    region_name: »[a]\n`;
  const { text, places } = marked(source);
  const failures = failuresOf(await harnessError(() => cloud(folder, 'mine', text)));
  expect(codesAndPlaces(failures)).toEqual(
    places.map((place) => `CONFIG_INVALID clouds.yaml:${place}`).sort(),
  );
  expect(JSON.stringify(failures)).not.toContain('12345678');
});

test('mistakes in another cloud are ignored', ({ folder }) => {
  const text = `clouds:\n  odd: { auth: 5, verify: maybe }\n  mine: { auth: { ${AUTH} } }\n`;
  expect(cloud(folder, 'mine', text).credentials.password).toBe('p');
});

test('an application credential is read by id or by name', ({ folder }) => {
  const entry = (auth: string) =>
    `clouds: { mine: { auth_type: v3applicationcredential, auth: { auth_url: "https://k", ${auth}, application_credential_secret: s } } }\n`;
  expect(cloud(folder, 'mine', entry('application_credential_id: i')).credentials).toMatchObject({
    password: 's',
    applicationCredential: { id: 'i' },
  });
  expect(
    cloud(folder, 'mine', entry('application_credential_name: n, username: u')).credentials,
  ).toMatchObject({ username: 'u', applicationCredential: { name: 'n' } });
});

for (const [what, fields] of Object.entries({
  'an unsupported auth type': `auth_type: v2password, auth: { ${AUTH} }`,
  'version 2 of Keystone': `identity_api_version: "2.0", auth: { ${AUTH} }`,
  'insecure: true': `insecure: true, auth: { ${AUTH} }`,
  'a system scope': `auth: { ${AUTH}, system_scope: all }`,
  'an unknown region': `region_name: three, regions: [one, two], auth: { ${AUTH} }`,
  'a number as the CA bundle of a region': `regions: [{ name: r, values: { cacert: 5 } }], auth: { ${AUTH} }`,
  'a number as the interface of a region': `regions: [{ name: r, values: { interface: 5 } }], auth: { ${AUTH} }`,
  'values of a region that are a list': `regions: [{ name: r, values: [] }], auth: { ${AUTH} }`,
  'an unknown profile': `profile: vexxhost, auth: { ${AUTH} }`,
  'a URL with an invalid port': `auth: { ${AUTH.replace('https://k', 'https://k:70000')} }`,
  'a missing CA bundle': `cacert: /absent.pem, auth: { ${AUTH} }`,
  'a missing key file': `cert: /absent.pem, key: /absent.key, auth: { ${AUTH} }`,
  'an application credential without a secret':
    'auth_type: v3applicationcredential, auth: { auth_url: "https://k", application_credential_id: i }',
})) {
  test(`${what} is rejected at its place`, async ({ folder }) => {
    const failures = failuresOf(
      await harnessError(() => cloud(folder, 'mine', `clouds:\n  mine: { ${fields} }\n`)),
    );
    for (const { code, place } of failures) {
      expect(code).toBe('CONFIG_INVALID');
      expect(place?.line).toBe(2);
    }
  });
}

test('ids replace names, and a region can override fields', ({ folder }) => {
  const text = `clouds:
  mine:
    auth: { auth_url: "https://k", user_id: ui, password: p, project_id: pi, default_domain: d }
    regions: [one, { name: two, values: { auth: { auth_url: "https://two" }, interface: internal } }]
`;
  expect(cloud(folder, 'mine', text)).toMatchObject({
    region: 'one',
    authUrl: 'https://k/v3',
    credentials: { ids: { user: 'ui', project: 'pi', userDomain: 'd', projectDomain: 'd' } },
  });
  expect(cloud(folder, 'mine', text, 'two')).toMatchObject({
    region: 'two',
    authUrl: 'https://two/v3',
    interface: 'internal',
  });
});

test('a profile of clouds-public.yaml provides defaults for the cloud', ({ folder }) => {
  process.env.OS_CLIENT_VENDOR_FILE = folder.write(
    'clouds-public.yaml',
    'public-clouds: { hoster: { region_name: far, interface: internal, auth: { auth_url: "https://hoster" } } }\n',
  );
  const text =
    'clouds: { mine: { profile: hoster, region_name: near, auth: { username: u, password: p, project_name: pr } } }\n';
  expect(cloud(folder, 'mine', text)).toMatchObject({
    authUrl: 'https://hoster/v3',
    interface: 'internal',
    region: 'near',
  });
  delete process.env.OS_CLIENT_VENDOR_FILE;
});

test('secure.yaml can contain any field', ({ folder }) => {
  folder.write('secure.yaml', 'clouds: { bare: { region_name: hidden, auth: { password: p } } }\n');
  expect(cloud(folder, 'bare')).toMatchObject({ region: 'hidden' });
});

test('a mistake in the clouds.yaml of a target is reported at its place', async ({ folder }) => {
  process.env.OS_CLIENT_CONFIG_FILE = folder.write(
    'clouds.yaml',
    'clouds:\n  lab:\n    auth: { auth_url: 5, username: a, password: b, project_name: c }\n',
  );
  const file = folder.write(
    'run-scenarios.yaml',
    'baseline: { managed: sql }\ntargets:\n  x: { cloud: lab }\n',
  );
  const error = await harnessError(() => new Config(file).target('x'));
  expect(codesAndPlaces(failuresOf(error))).toEqual(['CONFIG_INVALID clouds.yaml:3:23']);
});
