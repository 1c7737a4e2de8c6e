import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { withSharedCauses } from '../../../src/analysis/shared-rows.ts';
import type { MissingQuery } from '../../../src/model.ts';
import { missing, scenario, step } from '../../support/runs/results.ts';

const failing = (name: string, ...queries: MissingQuery[]) =>
  step({ name, verdict: 'differs', missing: queries });
const READ = missing('service_get_all', 'select', {
  way: 'wrong',
  ofOthers: true,
  statement: 'SELECT services.id FROM services WHERE services.deleted = ?',
});
const NARROWED = { sql: 'SELECT 1', rows: 1, baseline: '1 row', target: 'no row', needed: ['select'] };

test('a read of shared rows follows from the step that changes them in another scenario, before or after', () => {
  const tables = fc.uniqueArray(fc.constantFrom('services', 'flavors', 'hosts', 'service'), { minLength: 1 });
  fc.assert(
    fc.property(tables, fc.boolean(), fc.boolean(), fc.boolean(), (changes, isFirst, isNarrowed, isLater) => {
      const inStep = isLater ? 'change' : undefined;
      const update = missing('service_update', 'unknown', { way: 'copy', changes, inStep });
      const read = isNarrowed ? { ...READ, narrowed: NARROWED } : READ;
      const scenarios = [
        scenario('nova/writer', [failing('disable', update)]),
        scenario('nova/reader', [failing('list', read)]),
      ];
      const found = withSharedCauses(isFirst ? scenarios : scenarios.toReversed());
      const steps = found.find(({ id }) => id === 'nova/reader')?.steps ?? [];
      const expected =
        changes.includes('services') && !isNarrowed
          ? [
              {
                missing: [],
                follows: { scenario: 'nova/writer', step: inStep ?? 'disable', missing: [update.id] },
              },
            ]
          : [{ missing: [read] }];
      expect(steps).toMatchObject(expected);
      expect(found.find(({ id }) => id === 'nova/writer')).toBe(
        scenarios.find(({ id }) => id === 'nova/writer'),
      );
    }),
  );
});

test('a read of shared rows stays if nothing explains it, or if its step misses another query', () => {
  const alone = [scenario('nova/reader', [failing('list', READ)])];
  expect(withSharedCauses(alone)).toEqual(alone);
  const both = [
    scenario('nova/writer', [failing('disable', missing('f', 'unknown', { changes: ['services'] }))]),
    scenario('nova/reader', [failing('list', READ, missing('g', 'limit'))]),
  ];
  expect(withSharedCauses(both)).toEqual(both);
});

test('a later step that misses nothing follows from the same step of the other scenario', () => {
  const update = missing('service_update', 'unknown', { way: 'copy', changes: ['services'] });
  const sent = failing('enable', READ);
  const method = (name: string) => ({ ...sent.exchanges.baseline, method: name }) as never;
  const [, reader] = withSharedCauses([
    scenario('nova/writer', [failing('disable', update)]),
    scenario('nova/reader', [{ ...sent, exchanges: { baseline: method('PUT') } }, failing('list')]),
  ]);
  expect(reader?.steps.map(({ follows }) => follows?.scenario)).toEqual(['nova/writer', 'nova/writer']);
});
