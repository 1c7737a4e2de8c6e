import { expect, test } from 'playwright/test';
// @ts-expect-error: a benchmark without types
import { pausesOf } from '../../../benchmarks/rome/failover_pauses.mjs';

const DATE = { baseline: 'Sun, 29 Nov 2026 12:00:01 GMT', target: 'Sun, 29 Nov 2026 12:00:09 GMT' };

const exchange = (ms: number, date: string) => ({ ms, response: { headers: { date } } });

/** A scenario whose target paused for eight seconds, and whose answer then has these two values. */
const scenario = (baseline: unknown, target: unknown, ms = 8000) => ({
  id: 'one',
  failures: [],
  steps: [
    {
      name: 'create',
      verdict: 'identical',
      failures: [],
      differences: [],
      exchanges: { baseline: exchange(20, DATE.baseline), target: exchange(ms, DATE.target) },
    },
    {
      name: 'show',
      verdict: 'differs',
      failures: [],
      differences: [{ kind: 'value', path: '$.created_at', baseline, target }],
      exchanges: { baseline: exchange(20, DATE.baseline), target: exchange(20, DATE.target) },
    },
  ],
});

for (const [name, given, explained] of [
  ['a time that is as much later', scenario('2026-11-29T12:00:00Z', '2026-11-29T12:00:08Z'), true],
  [
    'a time before the pause, as seen from the answers',
    scenario('2026-11-29T12:00:00Z', '2026-11-29T12:00:00Z'),
    true,
  ],
  ['a time that is later by more', scenario('2026-11-29T12:00:00Z', '2026-11-29T12:00:29Z'), false],
  ['a time without a pause', scenario('2026-11-29T12:00:00Z', '2026-11-29T12:00:08Z', 900), false],
  ['another value', scenario('active', 'queued'), false],
  [
    'a failed cleanup',
    { ...scenario('2026-11-29T12:00:00Z', '2026-11-29T12:00:08Z'), failures: [{}] },
    false,
  ],
] as const) {
  test(`a failover's pause ${explained ? 'explains' : 'does not explain'} ${name}`, () => {
    const [{ pause }] = pausesOf([given]);
    expect(pause !== undefined).toBe(explained);
  });
}

test('identical scenarios need no explanation', () => {
  const { steps, ...rest } = scenario('a', 'b');
  expect(pausesOf([{ ...rest, steps: steps.slice(0, 1) }])).toEqual([]);
});
