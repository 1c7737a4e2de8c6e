import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import type { OwnStrings } from '../../../../src/assertions/compare/text/own-strings.ts';
import type { Json } from '../../../../src/model.ts';
import { differences } from '../../../support/answers/compare.ts';

const own: { readonly baseline: OwnStrings; readonly target: OwnStrings } = {
  baseline: [
    ['nova', '${zone}'],
    ['host1', '${host}'],
  ],
  target: [
    ['west', '${zone}'],
    ['kvm-04.lab', '${host}'],
  ],
};
const compared = (baseline: Json, target: Json) => differences(baseline, target, { own });

test('names of the deployments correspond in values, texts, paths and keys', () => {
  const answer = (zone: string, host: string): Json => ({
    zone,
    message: `No host in zone ${zone}.`,
    href: `/v2.1/os-hosts/${host}`,
    hosts: { [host]: { available: true } },
  });
  expect(compared(answer('nova', 'host1'), answer('west', 'kvm-04.lab'))).toEqual([]);
  expect(compared(answer('nova', 'host1'), answer('east', 'kvm-04.lab'))).not.toEqual([]);
});

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
        expect(compared(answer('nova', one), answer('west', other))).toEqual([]);
        expect(compared(answer('nova', one), answer('east', other))).not.toEqual([]);
      },
    ),
  );
});
