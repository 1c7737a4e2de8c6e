import { expect, test } from 'playwright/test';
import type { Json } from '../../../../../src/model.ts';
import { differences, kindsAndPaths } from '../../../../support/answers/compare.ts';

const ZERO_UUID = '00000000-0000-0000-0000-000000000000';
const UUID = 'a1b2c3d4-0000-4000-8000-000000000001';
const HEX = 'a1b2c3d4'.repeat(4);

for (const [what, some, others] of [
  ['integers', [1, 5], [0, -1]],
  ['integers as text', ['1', '5'], ['0', '-1']],
  ['UUIDs', [UUID, UUID.replace('1', '2')], [ZERO_UUID]],
  ['hex digits', [HEX, HEX.replace('1', '2')], ['0'.repeat(32)]],
  ['MAC addresses', ['fa:16:3e:00:00:01', 'fa:16:3e:00:00:02'], ['00:00:00:00:00:00']],
  ['texts with UUIDs', [`/x/${UUID}`, `/x/${UUID.replace('1', '2')}`], [`/x/${ZERO_UUID}`]],
] as const)
  test(`${what}: zeros identify nothing, so they equal only themselves`, () => {
    const shown = (value: Json): Json => ({ aggregate: { agent_id: value } });
    for (const other of others) {
      expect(differences(shown(other), shown(other))).toEqual([]);
      for (const one of some) {
        expect(differences(shown(one), shown(other))).toHaveLength(1);
        expect(differences(shown(other), shown(one))).toHaveLength(1);
      }
    }
    if (what !== 'integers as text') expect(differences(shown(some[0]), shown(some[1]))).toEqual([]);
  });

test('an integer that is too large for an exact number is compared exactly', () => {
  const shown = (id: number): Json => [{ id }, { id }];
  expect(differences(shown(1e17), shown(1e17))).toEqual([]);
  expect(kindsAndPaths(differences(shown(1e17), shown(2e17)))).toEqual(['value $[0].id', 'value $[1].id']);
});
