import { expect, test } from 'playwright/test';
import { Correspondence } from '../../../../src/assertions/compare/correspondence.ts';
import type { Json } from '../../../../src/model.ts';
import { differences, kindsAndPaths } from '../../../support/answers/compare.ts';

const compared = (baseline: Json, target: Json): string[] => kindsAndPaths(differences(baseline, target));

/** Two values per kind of generated value: [first and second on the baseline, first and second on the target]. */
const INVENTED: Readonly<Record<string, readonly [string, string, string, string]>> = {
  "a project's host id": ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(56)) as never,
  'a fingerprint': ['aa', 'bb', 'cc', 'dd'].map((pair) => Array(16).fill(pair).join(':')) as never,
  'a fingerprint of a certificate': ['aa', 'bb', 'cc', 'dd'].map((pair) =>
    Array(20).fill(pair).join(':'),
  ) as never,
  'a MAC address': ['fa:16:3e:00:00:01', 'fa:16:3e:00:00:02', 'fa:16:3e:0a:00:03', 'fa:16:3e:0a:00:04'],
  'a MAC address with dashes': ['01', '02', '03', '04'].map((pair) => `FA-16-3E-00-00-${pair}`) as never,
  'the name of a port': ['5', '6', '7', '8'].map((part) => `host-10-0-0-${part}.openstacklocal.`) as never,
  'a fingerprint of OpenSSH': ['a', 'b', 'c', 'd'].map((letter) => `SHA256:${letter.repeat(43)}`) as never,
  'an IPv4 address': ['10.9.0.1', '10.9.0.2', '10.9.1.3', '10.9.1.4'],
  'a reservation': ['r-aaaaaaa1', 'r-bbbbbbb2', 'r-ccccccc3', 'r-ddddddd4'],
  'a public key': ['a', 'b', 'c', 'd'].map((letter) => `ssh-rsa ${letter.repeat(80)}== made`) as never,
  'a private key': ['a', 'b', 'c', 'd'].map(
    (letter) => `-----BEGIN RSA PRIVATE KEY-----\n${letter}\n-----END RSA PRIVATE KEY-----\n`,
  ) as never,
  'a certificate with its key': ['a', 'b', 'c', 'd'].map(
    (letter) => `MIIKLwIBAzCCCeUGCSqGSIb3DQEHAaCC${letter.repeat(80)}==`,
  ) as never,
};

for (const [what, [one, two, other, another]] of Object.entries(INVENTED)) {
  test(`${what} corresponds to exactly one value of the target`, () => {
    // These names mark ids. With other names, some values would be checksums or words.
    const [a, b, c] = ['a_id', 'b_id', 'c_id'];
    expect(compared({ [a]: one, [b]: two, [c]: one }, { [a]: other, [b]: another, [c]: other })).toEqual([]);
    expect(compared({ [a]: one, [b]: one }, { [a]: other, [b]: another })).toEqual(['pairing $.b_id']);
    expect(compared({ [a]: one, [b]: two }, { [a]: other, [b]: other })).toEqual(['pairing $.b_id']);
  });
}

test('a generated value at the end of a sentence is recognised', () => {
  const shown = (address: string) => ({ a: address, message: `No such address ${address}.` });
  expect(compared(shown('10.9.0.1'), shown('10.9.1.3'))).toEqual([]);
});

test('an address in the name of a port is the address', () => {
  const port = (address: string, named = address) => ({
    ip_address: address,
    dns_name: `host-${named.replaceAll('.', '-')}`,
  });
  expect(compared(port('10.9.0.1'), port('10.9.1.3'))).toEqual([]);
  const swapped = compared(
    [port('10.9.0.1'), port('10.9.0.2')],
    [port('10.9.1.3', '10.9.1.4'), port('10.9.1.4')],
  );
  expect(swapped.length).toBeGreaterThan(0);
});

test('values that only look generated are compared exactly', () => {
  for (const [left, right] of [
    ['version 1.2.3', 'version 1.2.4'],
    ['fa:16:3e', 'fa:16:3f'],
    ['tr-aaaaaaaa', 'tr-bbbbbbbb'],
    ['a'.repeat(55), 'b'.repeat(55)],
    ['1.2.3.4.5', '1.2.3.4.6'],
    ['01-02-03-04-05', '01-02-03-04-06'],
    ['host-10-0-0', 'host-10-0-1'],
    ['host-10-0-0-5-6', 'host-10-0-0-6-6'],
    ['host-10-0-0-5', 'host-10.0.0.5'],
    [`SHA256:${'a'.repeat(42)}`, `SHA256:${'b'.repeat(42)}`],
  ] as const) {
    expect(compared({ a: left }, { a: right })).toEqual(['value $.a']);
  }
});

test('a generated password can differ between sides but must be consistent on each side', () => {
  const server = (adminPass: string) => ({ server: { adminPass } });
  expect(compared(server('aB3dE6gH9jK2'), server('zY8xW5vU2tS9'))).toEqual([]);
  expect(
    compared([server('one'), server('one')], [server('other'), server('another')]).length,
  ).toBeGreaterThan(0);
});

test('only whole words name a password', () => {
  for (const name of ['adminPass', 'admin_pass', 'pass', 'rootpass', 'userPassword', 'PASSWD'])
    expect(compared({ [name]: 'aB3dE6gH9jK2' }, { [name]: 'zY8xW5vU2tS9' }), name).toEqual([]);
  for (const name of ['bypass', 'compass', 'COMPASS', 'password_auth'])
    expect(compared({ [name]: 'aB3dE6gH9jK2' }, { [name]: 'zY8xW5vU2tS9' }), name).toEqual([
      `value $.${name}`,
    ]);
});

test('integer ids are paired by kind', () => {
  const both = (aggregate: number, migration: number) => ({
    aggregates: [{ id: aggregate, name: 'a' }],
    migrations: [{ id: migration, aggregate_id: aggregate }],
  });
  expect(compared(both(1, 1), both(7, 3))).toEqual([]);
  expect(
    compared(
      { aggregate: { id: 1 }, other: { aggregate_id: 1 } },
      { aggregate: { id: 7 }, other: { aggregate_id: 8 } },
    ),
  ).toEqual(['pairing $.other.aggregate_id']);
});

test('other integers are compared exactly', () => {
  expect(compared({ server: { vcpus: 1 } }, { server: { vcpus: 2 } })).toEqual(['value $.server.vcpus']);
  expect(compared({ hide: 1 }, { hide: 2 })).toEqual(['value $.hide']);
});

test('a message can contain a number that is a known id', () => {
  const shown = (id: number, message: string) => ({ aggregate: { id }, message });
  expect(compared(shown(1, 'Aggregate 1 has 3 hosts.'), shown(7, 'Aggregate 7 has 3 hosts.'))).toEqual([]);
  expect(compared(shown(1, 'Aggregate 1 has 3 hosts.'), shown(7, 'Aggregate 7 has 4 hosts.'))).toEqual([
    'value $.message',
  ]);
});

/** The differences between the messages of failed requests to `/flavors/NAME/action`. */
function failed(messages: readonly (readonly [string, string])[], name = 'small'): string[] {
  const correspondence = new Correspondence();
  const how = { status: 404, path: `/flavors/${name}/action`, url: `http://nova/flavors/${name}/action` };
  return messages.flatMap(([baseline, target]) =>
    kindsAndPaths(
      differences(
        { error: { message: baseline } },
        { error: { message: target } },
        { ...how, correspondence },
      ),
    ),
  );
}

test('an error message can contain an internal number of a resource in the path', () => {
  const exists = (flavor: number) => `Flavor access already exists for flavor ${flavor} and project x.`;
  const missing = (flavor: number) => `Flavor access not found for ${flavor} / x combination.`;
  const differs = ['value $.error.message'];
  expect(failed([[exists(3), exists(26)]])).toEqual([]);
  expect(
    failed([
      [exists(3), exists(26)],
      [missing(3), missing(26)],
      [exists(3), exists(26)],
    ]),
  ).toEqual([]);
  expect(
    failed([
      [exists(3), exists(26)],
      [exists(3), exists(27)],
    ]),
  ).toEqual(['pairing $.error.message']);
  // Nothing shows that it is the number of a flavor.
  expect(failed([[missing(3), missing(26)]])).toEqual(differs);
  // The client chose the number.
  expect(failed([[exists(3), exists(26)]], '3')).not.toEqual([]);
  for (const [one, other] of [
    ['Quota exceeded for flavors: 1 of 10', 'Quota exceeded for flavors: 2 of 10'],
    ['Flavor access needs 2 projects', 'Flavor access needs 3 projects'],
    ['Not supported by flavor 2.1', 'Not supported by flavor 3.1'],
    ['Aggregate 1 has no flavor', 'Aggregate 2 has no flavor'],
  ] as const)
    expect(
      failed([
        [exists(1), exists(2)],
        [one, other],
      ]),
      one,
    ).toEqual(differs);
  const shown = { path: '/flavors/small', url: 'http://nova/flavors/small' };
  expect(kindsAndPaths(differences({ a: 'flavor 1' }, { a: 'flavor 2' }, shown))).toEqual(['value $.a']);
});

test('a time without a zone is UTC', () => {
  const times = (a: string, b: string) => ({ a, b });
  expect(
    compared(
      times('2026-01-01T10:00:00Z', '2026-01-01T10:00:05.000000'),
      times('2026-01-01T11:00:00Z', '2026-01-01T11:00:05.000000'),
    ),
  ).toEqual([]);
  expect(
    compared(
      times('2026-01-01T10:00:00Z', '2026-01-01T10:00:05.000000'),
      times('2026-01-01T11:00:00Z', '2026-01-01T10:59:55.000000'),
    ),
  ).toEqual(['order $.b']);
});
