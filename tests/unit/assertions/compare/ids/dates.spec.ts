import { expect, test } from 'playwright/test';
import type { Json } from '../../../../../src/model.ts';
import { story } from '../../../../support/answers/steps.ts';
import { response } from '../../../../support/runs/results.ts';

const DATE = 'Thu, 01 Jan 2026 10:00:00 GMT';
const json = (value: Json) => response({ headers: { date: DATE }, body: { kind: 'json', value } });

test('a date that the client sent, without a time, comes back as midnight of that day', () => {
  const shown = (start: string) => json({ start, stop: '2026-01-01T10:00:00.000000' });
  for (const [url, sent] of [
    ['http://a/usage?start=2025-12-03', undefined],
    ['http://a/usage?start=2025-12-03&end=2026-01-01', undefined],
    ['http://a/usage', { filter: 'since 2025-12-03.' }],
  ] as const)
    for (const [start, same] of [
      ['2025-12-03T00:00:00.000000', true],
      ['2025-12-02T23:00:00.000000', false],
      ['2025-12-04T00:00:00.000000', false],
      ['2025-12-03T00:00:01.000000', false],
    ] as const)
      expect(
        story({
          baseline: shown('2025-12-03T00:00:00.000000'),
          target: shown(start),
          url,
          ...(sent ? { sent, method: 'POST' } : {}),
        })[0],
      ).toEqual(same ? [] : ['value $.start']);
});
