import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { compareReleases, isInReleases } from '../../../src/model.ts';

const IN_ORDER = ['queens', 'yoga', 'zed', '2023.1', '2023.2', '2024.1', '2025.2', '2026.1', '2026.2'];
const place = fc.nat({ max: IN_ORDER.length - 1 });
const at = (index: number) => IN_ORDER[index] as string;

test('releases are in chronological order, with named releases first', () => {
  expect([...IN_ORDER].reverse().sort(compareReleases)).toEqual(IN_ORDER);
});

test('a range of releases includes both its ends', () => {
  fc.assert(
    fc.property(place, place, place, (release, since, until) => {
      const within = since <= release && release <= until;
      expect(isInReleases(at(release), { since: at(since), until: at(until) })).toBe(within);
      expect(isInReleases(at(release), { since: at(since) })).toBe(since <= release);
      expect(isInReleases(at(release), { until: at(until) })).toBe(release <= until);
      expect(isInReleases(at(release), {})).toBe(true);
    }),
  );
});
