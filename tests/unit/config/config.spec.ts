import { expect } from 'playwright/test';
import { Config } from '../../../src/config/config.ts';
import { type Folder, test } from '../../support/files/folder.ts';
import { marked } from '../../support/scenarios/marked.ts';
import { codesAndPlaces, failuresOf, harnessError } from '../../support/scenarios/mistakes.ts';

const NAME = 'run-scenarios.yaml';
const config = (folder: Folder, text: string): Config => new Config(folder.write(NAME, text));
const target = (entry: string): string => `baseline: { managed: sql }\ntargets:\n  »x: ${entry}\n`;

async function mistakes(
  folder: Folder,
  source: string,
): Promise<{ codes: string[]; places: readonly string[] }> {
  const { text, places } = marked(source);
  const error = await harnessError(() => config(folder, text));
  return { codes: codesAndPlaces(failuresOf(error)), places };
}

test('managed deployments are read with their profiles and copies', ({ folder }) => {
  const read = config(
    folder,
    'baseline: { managed: sql }\ntargets:\n  old: { managed: rome, profile: { limit: ignore }, copy: a/api.py }\n  new: { managed: rome }\n',
  );
  expect(read.targetNames).toEqual(['old', 'new']);
  expect(read.baseline()).toEqual({
    ...{ kind: 'managed', name: 'baseline', backend: 'sql' },
    services: ['glance', 'nova'],
  });
  expect(read.target('old')).toMatchObject({
    backend: 'rome',
    profile: { limit: 'ignore' },
    copy: { glance: 'a/api.py' },
  });
});

test('a release on the command line applies to every managed deployment', ({ folder }) => {
  const file = folder.write(
    NAME,
    'baseline: { managed: sql, release: "2025.1" }\ntargets:\n  x: { managed: rome }\n  away: { auth_url: https://cloud, username: a, password: b, project: c }\n',
  );
  const read = new Config(file, { release: '2026.2' });
  expect([read.baseline(), read.target('x')]).toMatchObject([{ release: '2026.2' }, { release: '2026.2' }]);
  expect(read.target('away')).not.toHaveProperty('release');
  expect(new Config(file).baseline()).toMatchObject({ release: '2025.1' });
});

test('a remote deployment can state its release and that it is on SQL', ({ folder }) => {
  const read = config(
    folder,
    `baseline: { ${REMOTE}, release: debian }\ntargets: { x: { ${REMOTE}, backend: sql, release: "2026.2" } }\n`,
  );
  expect(read.baseline()).toMatchObject({ deployment: { backend: 'unknown', release: 'zed' } });
  expect(read.target('x')).toMatchObject({ deployment: { backend: 'sql', release: '2026.2' } });
});

test('the baseline can have a release of its own', ({ folder }) => {
  const file = folder.write(NAME, 'baseline: { managed: sql }\ntargets: { x: { managed: sql } }\n');
  const read = new Config(file, { release: '2026.2', baselineRelease: 'debian' });
  expect([read.baseline(), read.target('x')]).toMatchObject([{ release: 'debian' }, { release: '2026.2' }]);
});

test('the default database is left undefined; the config can set MariaDB', ({ folder }) => {
  const read = config(
    folder,
    'baseline: { managed: sql }\ntargets: { x: { managed: sql, database: mariadb } }\n',
  );
  expect(read.baseline()).toMatchObject({ database: undefined });
  expect(read.target('x')).toMatchObject({ backend: 'sql', database: 'mariadb' });
});

test('limits of answers are read; limits out of range are rejected at their place', async ({ folder }) => {
  const sides = 'baseline: { managed: sql }\ntargets: { x: { managed: rome } }\n';
  const limits = (answers: string) => config(folder, `${sides}answers: ${answers}\n`).answerLimits();
  expect(limits('{ timeout: 5m, max_size: 100KB }')).toEqual({ ms: 300_000, bytes: 102_400 });
  expect(limits('{}')).toEqual({});
  expect(config(folder, sides).answerLimits()).toEqual({});
  for (const wrong of [
    '{ timeout: »0s }',
    '{ timeout: »9999m }',
    '{ max_size: »0MB }',
    '{ max_size: »2GB }',
  ]) {
    const { codes, places } = await mistakes(folder, `${sides}answers: ${wrong}\n`);
    expect(codes).toEqual(places.map((place) => `CONFIG_INVALID ${NAME}:${place}`));
  }
});

const REMOTE = 'auth_url: "http://k:5000", username: u, password: p, project: pr';

test('a remote deployment is read from its keys', ({ folder }) => {
  const entry = `{ ${REMOTE}, region: r, interface: internal, cacert: /ca.pem, probe: /p.jsonl, folders: [/images] }`;
  expect(config(folder, marked(target(entry)).text).target('x')).toMatchObject({
    kind: 'remote',
    deployment: {
      name: 'x',
      managed: false,
      authUrl: 'http://k:5000/v3',
      credentials: {
        username: 'u',
        password: 'p',
        project: 'pr',
        userDomain: 'Default',
        projectDomain: 'Default',
      },
      region: 'r',
      interface: 'internal',
      caFile: '/ca.pem',
      probe: '/p.jsonl',
      folders: ['/images'],
    },
  });
});

test('every mistake is reported at its place', async ({ folder }) => {
  const { codes, places } = await mistakes(
    folder,
    'baseline: { »manged: sql }\ntargets:\n  x: { managed: »sqll }\n  y: { managed: rome, profile: { limit: »ignored } }\n',
  );
  expect(codes).toEqual(places.map((place) => `CONFIG_INVALID ${NAME}:${place}`));
});

const ONE_MISTAKE: Readonly<Record<string, string>> = {
  'no source': target('{ region: r }'),
  'two sources': target('{ managed: sql, cloud: c }'),
  'no credentials': target('{ auth_url: "http://k:5000", username: u, project: p }'),
  'a profile for SQL': target('{ managed: sql, profile: { limit: ignore } }')
    .replace('»x', 'x')
    .replace('profile', '»profile'),
  'another ROME for SQL': target('{ managed: sql, source: { rome: my-rome } }')
    .replace('»x', 'x')
    .replace('rome:', '»rome:'),
  'a database for ROME': target('{ managed: rome, database: mariadb }')
    .replace('»x', 'x')
    .replace('database', '»database'),
  'an unknown database': target('{ managed: sql, database: »postgresql }').replace('»x', 'x'),
  'a release without a lock': target('{ managed: sql, release: »"2024.9" }').replace('»x', 'x'),
  'a backend for a managed deployment': target('{ managed: sql, backend: sql }')
    .replace('»x', 'x')
    .replace('backend', '»backend'),
  'a copy for a remote deployment': target(`{ ${REMOTE}, copy: a.py }`)
    .replace('»x', 'x')
    .replace('copy', '»copy'),
  'hosts for a remote deployment': target(`{ ${REMOTE}, hosts: [a, b] }`)
    .replace('»x', 'x')
    .replace('hosts', '»hosts'),
  'settings for a remote deployment': target(`{ ${REMOTE}, settings: { nova: a.conf } }`)
    .replace('»x', 'x')
    .replace('settings', '»settings'),
  'settings of an unknown service': target('{ managed: sql, settings: { »swift: a.conf } }').replace(
    '»x',
    'x',
  ),
  'an unsupported URL scheme': target('{ auth_url: »ftp://k, username: u, password: p, project: p }').replace(
    '»x',
    'x',
  ),
  'a URL with an invalid port': target(`{ ${REMOTE.replace(':5000', ':50000000')} }`)
    .replace('»x', 'x')
    .replace('auth_url', '»auth_url'),
  'no target': 'baseline: { managed: sql }\ntargets: »{}\n',
  'no baseline': '»targets: { x: { managed: sql } }\n',
  'a YAML syntax error': 'baseline: [1\n»targets: 2\n',
  'env: false': target('{ env: »false }').replace('»x', 'x'),
};
for (const [what, source] of Object.entries(ONE_MISTAKE)) {
  test(`${what} is a mistake at its place`, async ({ folder }) => {
    const { codes, places } = await mistakes(folder, source);
    expect(codes).toContain(`CONFIG_INVALID ${NAME}:${places[0]}`);
  });
}

test('a missing file and a folder are CONFIG_INVALID', async ({ folder }) => {
  for (const file of [`${folder.path}/absent.yaml`, folder.path]) {
    expect((await harnessError(() => new Config(file))).code).toBe('CONFIG_INVALID');
  }
});

for (const [name, fix] of [
  ['rmoe', '"rome"'],
  ['constructor', 'rome'],
] as const) {
  test(`"${name}" is an unknown target`, async ({ folder }) => {
    const read = config(
      folder,
      'baseline: { managed: sql }\ntargets: { sql: { managed: sql }, rome: { managed: rome } }\n',
    );
    const error = await harnessError(() => read.target(name));
    expect(error.code).toBe('TARGET_UNKNOWN');
    expect(error.failure.fix).toContain(fix);
  });
}

test('a password comes from an environment variable, which must be set', async ({ folder }) => {
  const read = config(
    folder,
    marked(target(`{ ${REMOTE.replace('password: p', 'password_env: TEST_PASSWORD')} }`)).text,
  );
  delete process.env.TEST_PASSWORD;
  for (const password of ['Sup3r-s3cret', 'Sup3rs3cret', 'SUPERS3CRET']) {
    const entry = REMOTE.replace('password: p', `password_env: ${password}`);
    const wrong = await harnessError(() => config(folder, marked(target(`{ ${entry} }`)).text).target('x'));
    expect(JSON.stringify(wrong.failure)).not.toContain(password);
  }
  const unset = await harnessError(() => read.target('x'));
  expect(unset.message).toContain('TEST_PASSWORD');
  // The entry that needs the variable.
  expect(unset.failure.place).toMatchObject({ line: 3, column: 3 });
  process.env.TEST_PASSWORD = 'from the environment';
  expect(read.target('x')).toMatchObject({
    deployment: { credentials: { password: 'from the environment' } },
  });
  delete process.env.TEST_PASSWORD;
});
