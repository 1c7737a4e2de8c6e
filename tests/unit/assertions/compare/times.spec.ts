import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { Correspondence } from '../../../../src/assertions/compare/correspondence.ts';
import type { Json } from '../../../../src/model.ts';
import { isoTime } from '../../../support/answers/arbitrary.ts';
import { differences, kindsAndPaths } from '../../../support/answers/compare.ts';

const second = fc.integer({ min: 0, max: 30 * 86_400 });
const pair = (a: number, b: number): Json => ({ created_at: isoTime(a), updated_at: isoTime(b) });

test('different times in the same order are equal', () => {
  fc.assert(
    fc.property(
      fc.array(second, { maxLength: 8 }),
      fc.integer({ min: 1, max: 9 }),
      second,
      (times, scale, shift) => {
        const side = (change: (time: number) => number): Json =>
          Object.fromEntries(times.map((time, index) => [`t${index}`, isoTime(change(time))]));
        expect(
          differences(
            side((time) => time),
            side((time) => time * scale + shift),
          ),
        ).toEqual([]);
      },
    ),
  );
});

test('two times that swap their order are an order difference', () => {
  fc.assert(
    fc.property(
      second,
      second,
      fc.integer({ min: 1, max: 999 }),
      fc.integer({ min: 1, max: 999 }),
      (a, b, gap, back) => {
        expect(kindsAndPaths(differences(pair(a, a + gap), pair(b + back, b)))).toEqual([
          'order $.updated_at',
        ]);
      },
    ),
  );
});

test('equal times on one side imply no order', () => {
  fc.assert(
    fc.property(second, second, fc.integer({ min: -999, max: 999 }), (a, b, gap) => {
      expect(differences(pair(a, a), pair(b + 999, b + 999 + gap))).toEqual([]);
      expect(differences(pair(b + 999, b + 999 + gap), pair(a, a))).toEqual([]);
    }),
  );
});

test('times are recognised in all formats of the services', () => {
  for (const form of [
    'T10:00:00',
    'T10:00:00Z',
    'T10:00:00.123456',
    'T10:00:00.000Z',
    'T10:00:00+0000',
    'T10:00:00+02:00',
  ]) {
    expect(differences({ at: `2026-01-01${form}` }, { at: `2027-05-06${form}` })).toEqual([]);
  }
});

test('a time compared with null or text is a difference; dates without a time are compared as text', () => {
  expect(kindsAndPaths(differences({ at: isoTime(0) }, { at: null }))).toEqual(['type $.at']);
  expect(kindsAndPaths(differences({ at: isoTime(0) }, { at: 'soon' }))).toEqual(['value $.at']);
  expect(kindsAndPaths(differences({ at: '2026-01-01' }, { at: '2026-01-02' }))).toEqual(['value $.at']);
});

test('the order of a time inside a list and a time outside is compared', () => {
  const side = (outside: number, inside: number): Json => ({
    created_at: isoTime(outside),
    members: [{ created_at: isoTime(inside) }],
  });
  for (const ordered of [true, false]) {
    expect(kindsAndPaths(differences(side(5, 9), side(9, 5), { ordered }))).toEqual([
      'order $.members[0].created_at',
    ]);
    expect(differences(side(5, 9), side(50, 90), { ordered })).toEqual([]);
  }
});

test('the order of times applies to the whole scenario', () => {
  const correspondence = new Correspondence();
  const next = (baseline: number, target: number) =>
    kindsAndPaths(differences({ at: isoTime(baseline) }, { at: isoTime(target) }, { correspondence }));
  expect([next(10, 100), next(20, 200), next(15, 250), next(15, 150)]).toEqual([[], [], ['order $.at'], []]);
});

test('times that are close on one side and an hour apart on the other are a difference', () => {
  const hour = 3600;
  expect(kindsAndPaths(differences(pair(0, 1), pair(hour, 2 * hour)))).toEqual(['order $.updated_at']);
  expect(kindsAndPaths(differences(pair(hour, 2 * hour), pair(0, 1)))).toEqual(['order $.updated_at']);
  expect(differences(pair(0, hour), pair(0, 3 * hour))).toEqual([]);
});

test('a percent-encoded time in a link is recognised', () => {
  const link = (time: string): Json => ({
    created_at: time,
    href: `/usage?start=${encodeURIComponent(time)}&limit=1`,
  });
  expect(differences(link('2026-01-01T10:00:00.1'), link('2026-01-01T10:00:07.2'))).toEqual([]);
  const early = { a: '2026-01-01T10:00:00', b: '/?start=2026-01-01T10%3A05%3A00' };
  const late = { a: '2026-01-01T10:05:00', b: '/?start=2026-01-01T10%3A00%3A00' };
  expect(kindsAndPaths(differences(early, late))).toEqual(['order $.b']);
});
