import { expect, test } from 'playwright/test';
import type { Json } from '../../../../src/model.ts';
import { differences, kindsAndPaths } from '../../../support/answers/compare.ts';

const compared = (baseline: Json, target: Json): string[] => kindsAndPaths(differences(baseline, target));

const usage = (hours: number, uptime: number, more: Json = {}): Json => ({
  tenant_usage: {
    total_hours: hours,
    total_memory_mb_usage: hours * 64,
    server_usages: [{ hours, uptime, memory_mb: 64, ...(more as object) }],
  },
});

test('the uptime of a server can differ between sides', () => {
  expect(compared(usage(0.0012, 4), usage(0.0034, 12))).toEqual([]);
  expect(compared(usage(0.0002, 0), usage(0.0004, 1))).toEqual([]);
  expect(
    compared({ tenant_usages: [{ total_hours: 0.1 }] }, { tenant_usages: [{ total_hours: 0.2 }] }),
  ).toEqual([]);
});

test('a duration compared with 0 or a much longer duration is a difference', () => {
  expect(compared(usage(0.0012, 4), usage(0, 4))).toEqual([
    'value $.tenant_usage.total_hours',
    'value $.tenant_usage.total_memory_mb_usage',
    'value $.tenant_usage.server_usages[0].hours',
  ]);
  expect(compared(usage(0.0012, 4), usage(0.9, 4))).toEqual([
    'value $.tenant_usage.total_hours',
    'value $.tenant_usage.server_usages[0].hours',
  ]);
  expect(compared(usage(0.1, 4), usage(0.1, 4000))).toEqual(['value $.tenant_usage.server_usages[0].uptime']);
});

test('numbers that are not durations are compared exactly', () => {
  expect(compared(usage(0.1, 4), usage(0.1, 4, { memory_mb: 65 }))).toEqual([
    'value $.tenant_usage.server_usages[0].memory_mb',
  ]);
});

test('durations do not distinguish list elements', () => {
  const two = (first: number, second: number): Json => ({
    tenant_usage: {
      server_usages: [
        { name: 'a', hours: first },
        { name: 'b', hours: second },
      ],
    },
  });
  const turned: Json = {
    tenant_usage: {
      server_usages: [
        { name: 'b', hours: 0.4 },
        { name: 'a', hours: 0.3 },
      ],
    },
  };
  expect(compared(two(0.1, 0.2), turned)).toEqual([]);
});
