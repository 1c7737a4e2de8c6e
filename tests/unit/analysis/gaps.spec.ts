import { expect, test } from 'playwright/test';
import { catalogue, cover, reachedBy } from '../../../src/analysis/gaps/catalogue.ts';
import { mispredictions } from '../../../src/analysis/gaps/mispredictions.ts';
import { scoreCatalogue, scoreGap } from '../../../src/analysis/gaps/score.ts';
import { endpointResults } from '../../../src/analysis/verdict.ts';
import type { StepResult } from '../../../src/model.ts';
import { missing, requirement, runFile, scenario, step } from '../../support/runs/results.ts';
import { inventoryOf } from '../../support/scenarios/inventory.ts';

test('the catalogue combines each required construct with each applicable failure mode', () => {
  const needed = [requirement('a', 'limit'), requirement('b', 'limit'), requirement('a', 'select')];
  expect(catalogue(needed, { refuse: null, ignore: ['limit', 'offset'] })).toEqual([
    { construct: 'limit', mode: 'refuse' },
    { construct: 'limit', mode: 'ignore' },
    { construct: 'select', mode: 'refuse' },
  ]);
});

test('the chosen scenarios reach every requirement of a construct', () => {
  const reaching = (id: string, ...requirements: readonly string[]) => scenario(id, [step({ requirements })]);
  const scenarios = [
    reaching('glance/one', 'a limit', 'a select'),
    reaching('glance/two', 'a limit', 'b limit'),
    reaching('glance/three', 'c limit', 'c Query.limit'),
  ];
  expect(cover(scenarios, 'limit')).toEqual(['glance/three', 'glance/two']);
  expect(cover(scenarios, 'Query.limit')).toEqual(['glance/three']);
  expect(cover(scenarios, 'union')).toEqual([]);
});

test('the faster of two scenarios that reach the same requirements is chosen', () => {
  const steps = [step({ requirements: ['a limit'] })];
  const slow = { ...scenario('nova/slow', steps), ms: 9000 };
  const quick = { ...scenario('nova/quick', steps), ms: 90 };
  expect(cover([slow, quick], 'limit')).toEqual(['nova/quick']);
});

test('the catalogue contains only requirements that the chosen scenarios reach', () => {
  const all = [requirement('a', 'limit'), requirement('b', 'select')];
  expect(reachedBy([scenario('nova/a', [step({ requirements: ['b select'] })])], all)).toEqual([all[1]]);
});

const GAP = { construct: 'limit', mode: 'ignore' };
const needed = [requirement('a', 'limit'), requirement('b', 'limit'), requirement('a', 'select')];
const under = (verdict: 'differs' | 'identical', ...found: readonly (readonly [string, string])[]) =>
  scoreGap(
    GAP,
    runFile([scenario('glance/a', [step({ verdict })])], {
      requirements: needed,
      missing: found.map(([dbApi, construct]) => missing(dbApi, construct)),
    }),
    [],
  );

test('a gap is found by construct and located by function; other reports are false positives', () => {
  expect(under('differs', ['a', 'limit'], ['a', 'select'])).toMatchObject({
    ...{ shows: true, found: true, needed: 2, localised: 1, reported: 2, own: 1 },
    ...{ others: ['a select'], notLocalised: ['b limit'] },
  });
  expect(under('differs')).toMatchObject({ shows: true, found: false });
  expect(under('identical')).toMatchObject({ shows: false, found: false });
});

test('recall ignores gaps without a visible effect and counts visible gaps that are not reported', () => {
  const all = [
    under('differs', ['a', 'limit'], ['b', 'limit']),
    under('identical'),
    under('differs', ['a', 'limit'], ['a', 'select']),
  ];
  expect(scoreCatalogue(all)).toEqual({
    gaps: 3,
    showing: 2,
    recall: 1,
    localisation: 0.75,
    precision: 0.75,
    prediction: 1,
  });
  expect(scoreCatalogue([...all, under('differs')]).recall).toBeCloseTo(2 / 3);
});

const LIST = 'GET /v2/images';
const SHOW = 'GET /v2/images/{image_id}';

/** Mispredictions of a run with these steps if only the list endpoint was predicted to lack a construct. */
const mispredicted = (...steps: readonly StepResult[]): string[] => {
  const scenarios = [scenario('glance/a', steps)];
  const endpoints = endpointResults(scenarios, { glance: inventoryOf(LIST, SHOW) });
  const predictions = endpoints.map((endpoint) => ({
    endpoint,
    lacks: endpoint.endpoint === LIST ? [requirement('a', 'limit')] : [],
  }));
  return mispredictions(predictions, runFile(scenarios, { endpoints }));
};
const lacking = { verdict: 'refused', missing: [missing('a', 'limit')] } as const;

test('an endpoint predicted to lack a construct must fail; the consequences are not mispredictions', () => {
  expect(mispredicted(step({ endpoint: LIST, ...lacking }), step({ endpoint: SHOW }))).toEqual([]);
  expect(mispredicted(step({ endpoint: LIST, verdict: 'blocked' }), step({ endpoint: SHOW }))).toEqual([]);
  expect(
    mispredicted(step({ endpoint: LIST, ...lacking }), step({ endpoint: SHOW, verdict: 'differs' })),
  ).toEqual([]);
  expect(mispredicted(step({ endpoint: LIST }), step({ endpoint: SHOW }))).toEqual([`${LIST} was served`]);
});

test('an endpoint predicted to work must pass without missing queries', () => {
  const refused = step({ endpoint: LIST, ...lacking });
  expect(mispredicted(refused, step({ endpoint: SHOW, ...lacking }))).toEqual([`${SHOW} misses a limit`]);
  expect(mispredicted(step({ endpoint: SHOW, verdict: 'differs' }), refused)).toEqual([
    `${SHOW} differs without a missing query`,
  ]);
});
