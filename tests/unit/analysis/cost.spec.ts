import { expect, test } from 'playwright/test';
import { costOf } from '../../../src/analysis/cost.ts';
import { exchange, step } from '../../support/runs/results.ts';

const took = (baseline: number, target: number, roundTrips?: number) =>
  step({
    exchanges: { baseline: exchange({ ms: baseline }), target: exchange({ ms: target }) },
    ...(roundTrips === undefined ? {} : { roundTrips }),
  });

test('cost has the median and 95th percentile of both sides, their ratios, and round trips', () => {
  const steps = [took(10, 20, 3), took(20, 30, 9), took(30, 100, 4)];
  expect(costOf(steps)).toEqual({
    requests: 3,
    median: { baseline: 20, target: 30 },
    p95: { baseline: 29, target: 93 },
    ratio: { median: 1.5, p95: 3.21 },
    roundTrips: { median: 4, most: 9 },
  });
});

test('steps without answers from both sides are omitted; without a probe, there are no round trips', () => {
  expect(costOf([step({ exchanges: { target: exchange() } })])).toBeUndefined();
  expect(costOf([took(0, 5)])).toEqual({
    requests: 1,
    median: { baseline: 0, target: 5 },
    p95: { baseline: 0, target: 5 },
    ratio: {},
  });
});
