import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { summaryOf } from '../../../src/analysis/history.ts';
import { assignShards } from '../../../src/analysis/shards/assign.ts';
import { mergeShards } from '../../../src/analysis/shards/merge.ts';
import { shardMistakes } from '../../../src/analysis/shards/mistakes.ts';
import type { RunFile, Scenario } from '../../../src/model.ts';
import { missing, requirement, runFile, scenario, step } from '../../support/runs/results.ts';
import { INVENTORIES } from '../../support/scenarios/inventory.ts';

type Weighed = Pick<Scenario, 'id' | 'steps'>;
const weighed = (id: string, steps: number): Weighed => ({ id, steps: Array(steps).fill(undefined) });
const lengths = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 60 });

test('each scenario is in exactly one shard, in any order of the files', { tag: '@long' }, () => {
  fc.assert(
    fc.property(
      lengths,
      fc.integer({ min: 1, max: 8 }),
      fc.infiniteStream(fc.nat()),
      (steps, shards, chance) => {
        const all = steps.map((count, index) => weighed(`s${index}`, count));
        const dealt = assignShards(all, shards, []);
        expect(dealt).toHaveLength(shards);
        expect(
          dealt
            .flat()
            .map(({ id }) => id)
            .sort(),
        ).toEqual(all.map(({ id }) => id).sort());
        const shuffled = all
          .map((each) => [chance.next().value ?? 0, each] as const)
          .sort(([a], [b]) => a - b)
          .map(([, each]) => each);
        expect(assignShards(shuffled, shards, [])).toEqual(dealt);
      },
    ),
  );
});

test('shard durations differ by at most one scenario', () => {
  fc.assert(
    fc.property(lengths, fc.integer({ min: 1, max: 8 }), (steps, shards) => {
      const all = steps.map((count, index) => weighed(`s${index}`, count));
      const sums = assignShards(all, shards, []).map((shard) =>
        shard.reduce((sum, each) => sum + each.steps.length, 0),
      );
      expect(Math.max(...sums) - Math.min(...sums)).toBeLessThanOrEqual(Math.max(...steps));
    }),
  );
});

test('shards are balanced by durations of the last run; new scenarios are estimated by steps', () => {
  const history = [
    summaryOf(runFile([scenario('long', [step()], { ms: 9000 }), scenario('a', [step()], { ms: 1000 })])),
  ];
  // 10,000 ms for two steps: 5,000 ms per unknown step.
  const all = [weighed('a', 1), weighed('long', 1), weighed('new', 1), weighed('newer', 1)];
  expect(assignShards(all, 2, history).map((shard) => shard.map(({ id }) => id))).toEqual([
    ['a', 'long'],
    ['new', 'newer'],
  ]);
  const { scenarios: _, ...old } = summaryOf(runFile([]));
  expect(assignShards(all, 2, [old])).toEqual(assignShards(all, 2, []));
});

const shardOf = (index: number, parts: Partial<RunFile> = {}): RunFile =>
  runFile([scenario(`glance/${index}`, [step()])], {
    digest: 'd',
    shard: { index, of: 3, plan: 'p' },
    ...parts,
  });
const mistakes = (...runs: readonly RunFile[]) =>
  shardMistakes(runs.map((run, index) => ({ file: `${index}.json`, run }))).map(({ message }) => message);

test('shards of one run have no mistakes, in any order', () => {
  expect(mistakes(shardOf(3), shardOf(1), shardOf(2))).toEqual([]);
});

for (const [what, runs, expected] of [
  [
    'a different target',
    [shardOf(1), shardOf(2, { target: 'sql' }), shardOf(3)],
    /^The shards have different targets: 0.json: rome; 1.json: sql/,
  ],
  ['a different version', [shardOf(1), shardOf(2), shardOf(3, { digest: 'e' })], /different versions/],
  [
    'a different plan',
    [shardOf(1), shardOf(2), shardOf(3, { shard: { index: 3, of: 3, plan: 'q' } })],
    /different assignments/,
  ],
  ['different filters', [shardOf(1), shardOf(2), shardOf(3, { filters: ['tags'] })], /different filters/],
  [
    'a duplicate shard',
    [shardOf(1), shardOf(2), shardOf(3), shardOf(2)],
    /^Shard 2 is there 2 times: 1.json, 3.json/,
  ],
  ['missing shards', [shardOf(2)], /^Of 3 shards, these are missing: 1, 3/],
  [
    'a shard that is still running',
    [shardOf(1), shardOf(2), shardOf(3, { status: 'running' })],
    /^Shard 3 of 3 did not finish: 2.json/,
  ],
  ['a run without shards', [shardOf(1), shardOf(2), shardOf(3), runFile([])], /^3.json is not a shard/],
] as const) {
  test(`exactly one mistake is reported for ${what}`, () => {
    expect(mistakes(...runs)).toEqual([expect.stringMatching(expected)]);
  });
}

test('merged shards equal a single run', () => {
  const red = step({
    verdict: 'refused',
    missing: [missing('image_get', 'Query.one'), missing('f', 'limit')],
  });
  const shards = [
    shardOf(2, {
      startedAt: '2026-01-01T00:00:02.000Z',
      finishedAt: '2026-01-01T00:00:09.000Z',
      requirements: [requirement('image_get_all', 'select', 9)],
      dbApi: [{ name: 'image_get_all', endpoints: ['GET /v2/images'], constructs: ['select'] }],
    }),
    shardOf(1, {
      scenarios: [scenario('glance/1', [red])],
      requirements: [requirement('image_get_all', 'select', 7)],
      dbApi: [{ name: 'image_get_all', endpoints: ['GET /v2/images'], constructs: ['limit'] }],
    }),
    shardOf(3),
  ];
  const seen = new Map([['f limit', '2025-01-01T00:00:00.000Z']]);
  const merged = mergeShards(shards, { id: 'm', inventories: INVENTORIES, seen });
  expect(merged).toMatchObject({
    id: 'm',
    status: 'finished',
    digest: 'd',
    startedAt: '2026-01-01T00:00:00.000Z',
    finishedAt: '2026-01-01T00:00:09.000Z',
    planned: 3,
    scenarios: [{ id: 'glance/1' }, { id: 'glance/2' }, { id: 'glance/3' }],
    requirements: [{ id: 'image_get_all select', at: { line: 7 } }],
    dbApi: [{ name: 'image_get_all', constructs: ['limit', 'select'] }],
    missing: [
      { id: 'f limit', firstSeen: '2025-01-01T00:00:00.000Z' },
      { id: 'image_get Query.one', firstSeen: '2026-01-01T00:00:00.000Z' },
    ],
    ms: { total: 9000, waiting: 900, own: 300 },
  });
  expect(merged).not.toHaveProperty('shard');
  expect(merged.endpoints.find(({ endpoint }) => endpoint === 'GET /v2/images')).toMatchObject({
    verdict: 'refused',
    called: 3,
    scenarios: ['glance/1', 'glance/2', 'glance/3'],
  });
});

test('a run merged from an interrupted shard is interrupted', () => {
  const abort = { code: 'DEPLOYMENT_DIED', message: 'Glance ended' };
  const shards = [shardOf(1), shardOf(2, { status: 'aborted', abort }), shardOf(3)];
  const merged = mergeShards(shards, { id: 'm', inventories: INVENTORIES, seen: new Map() });
  expect(merged).toMatchObject({ status: 'aborted', abort });
});
