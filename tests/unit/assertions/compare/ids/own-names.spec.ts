import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import type { Json } from '../../../../../src/model.ts';
import { differences, kindsAndPaths } from '../../../../support/answers/compare.ts';

const own = {
  baseline: [
    ['host1', '${host}'],
    ['host2', '${other_host}'],
    ['http://10.0.0.1:9292', '${glance}'],
  ],
  target: [
    ['kvm-4.example', '${host}'],
    ['kvm-41.example', '${other_host}'],
    ['https://cloud.example/image', '${glance}'],
  ],
} as const;

const found = (baseline: Json, target: Json): string[] =>
  kindsAndPaths(differences(baseline, target, { own }));

test("a deployment's names correspond in values, texts, links and keys", () => {
  for (const [one, other] of [
    ['host1', 'kvm-4.example'],
    ['node_host1', 'node_kvm-4.example'],
    ['Cannot add host2, because host1 has it.', 'Cannot add kvm-41.example, because kvm-4.example has it.'],
    ['http://10.0.0.1:9292/os-hosts/host1', 'https://cloud.example/image/os-hosts/kvm-4.example'],
    ['/os-hosts?host=host2&limit=1', '/os-hosts?host=kvm-41.example&limit=1'],
  ] as const) {
    expect(found({ a: one }, { a: other })).toEqual([]);
    expect(found({ a: [one] }, { a: [other] })).toEqual([]);
    expect(found({ [one]: { active: true } }, { [other]: { active: true } })).toEqual([]);
  }
});

test('a name of the deployment differs from its other name, from other words and from itself in another place', () => {
  expect(found({ a: 'host1' }, { a: 'kvm-41.example' })).toEqual(['value $.a']);
  expect(found({ a: 'host10' }, { a: 'kvm-4.example0' })).toEqual(['value $.a']);
  expect(found({ a: 'host1.lab' }, { a: 'kvm-4.example.lab' })).toEqual(['value $.a']);
  expect(found({ a: 'my-host1' }, { a: 'my-kvm-4.example' })).toEqual(['value $.a']);
  expect(found({ host1: 1, host2: 2 }, { 'kvm-4.example': 2, 'kvm-41.example': 1 }).length).toBeGreaterThan(
    0,
  );
});

test('names that consist of letters correspond, too', () => {
  const names = { baseline: [['alpha', '${host}']], target: [['beta', '${host}']] } as const;
  const compared = (one: Json, other: Json) => kindsAndPaths(differences(one, other, { own: names }));
  expect(compared({ host: 'alpha', hosts: { alpha: 1 } }, { host: 'beta', hosts: { beta: 1 } })).toEqual([]);
  expect(compared({ host: 'alpha' }, { host: 'gamma' })).toEqual(['value $.host']);
});

test('the name of an instance is whatever the deployment makes of its template, but always the same', () => {
  const schema: Json = {
    type: 'object',
    properties: { one: { type: 'string', is: 'own' }, two: { type: 'string', is: 'own' } },
  };
  const compared = (one: Json, other: Json) => kindsAndPaths(differences(one, other, { schema }));
  const uuid = '11111111-2222-4333-8444-555555555555';
  expect(compared({ one: `instance-${uuid}`, two: 'vm-2' }, { one: 'instance-0000000a', two: 'x' })).toEqual(
    [],
  );
  expect(
    compared(
      { one: `instance-${uuid}`, two: 'vm-2' },
      { one: 'instance-0000000a', two: 'instance-0000000a' },
    ),
  ).not.toEqual([]);
});

const zoneNames = { baseline: [['nova', '${zone}']], target: [['west', '${zone}']] } as const;
const zones = (one: Json, other: Json) => kindsAndPaths(differences(one, other, { own: zoneNames }));

/** Texts in which every deployment has the word `nova`. */
const USES = [
  (token: string) => `http://127.0.0.1:6082/nova?token=${token}`,
  () => 'Traceback\n  File "/usr/lib/nova/api.py", line 1\n  File "/usr/lib/nova/db.py", line 2',
  () => 'nova',
];

test('a word is not a name in a member where both sides have the word', () => {
  fc.assert(
    fc.property(
      fc.subarray(USES, { minLength: 1 }),
      fc.uuid({ version: 4 }),
      fc.uuid({ version: 4 }),
      fc.nat(3),
      (uses, one, other, copies) => {
        const answer = (zone: string, token: string): Json => ({
          servers: Array.from({ length: copies + 1 }, () => ({ zone, texts: uses.map((use) => use(token)) })),
        });
        expect(zones(answer('nova', one), answer('west', other))).toEqual([]);
        expect(zones(answer('nova', one), answer('east', other))).not.toEqual([]);
      },
    ),
  );
});

test('a word that names something else on the other side differs', () => {
  const swapped = {
    baseline: [
      ['a', '${host}'],
      ['b', '${other_host}'],
    ],
    target: [
      ['b', '${host}'],
      ['a', '${other_host}'],
    ],
  } as const;
  expect(kindsAndPaths(differences({ host: 'a' }, { host: 'b' }, { own: swapped }))).toEqual([]);
  expect(kindsAndPaths(differences({ host: 'a' }, { host: 'a' }, { own: swapped }))).toEqual([
    'value $.host',
  ]);
});
