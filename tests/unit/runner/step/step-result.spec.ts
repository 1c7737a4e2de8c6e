import { expect, test } from 'playwright/test';
import type { Divergence } from '../../../../src/analysis/trace/align.ts';
import type { Exchange, Inventory, PerSide, Side, Step, TraceEvent } from '../../../../src/model.ts';
import { endpointOf, stepResult } from '../../../../src/runner/step/step-result.ts';
import { ON_BASELINE } from '../../../support/runs/events.ts';
import { exchange, response } from '../../../support/runs/results.ts';
import { stepTo } from '../../../support/servers/side.ts';

const FLAVORS = {
  method: 'PUT',
  path: '/flavors/{id}',
  controller: 'flavor_manage._update',
  kind: 'api',
  microversions: [{ min: '2.55' }],
} as const;
const INVENTORY: Inventory = { version: 1, service: 'nova', release: '1', endpoints: [FLAVORS], dbApi: [] };
const BASE = 'http://127.0.0.1:8774/v2.1';

const found = (step: Step, parts: Partial<Exchange>, base = BASE): string => {
  const performed = { exchange: exchange({ method: 'PUT', ...parts }), failures: [], lacking: [] };
  const bases = { baseline: base, target: base };
  return endpointOf(step, { baseline: performed, target: performed }, INVENTORY, bases);
};
const answer = (version: string) => ({
  response: response({ headers: { 'openstack-api-version': `compute ${version}` } }),
});

test('the endpoint comes from the scenario file or from the sent URL', () => {
  expect(found(stepTo('/flavors/1', { endpoint: FLAVORS }), {})).toBe('PUT /flavors/{id}');
  expect(found(stepTo('${next}'), { url: `${BASE}/flavors/1` })).toBe('PUT /flavors/{id}');
  expect(found(stepTo('${next}'), { url: 'http://127.0.0.1:9292/flavors/1' })).toBe('GET ${next} (a.yaml:4)');
});

test('a step has no endpoint if its microversion does not have the endpoint', () => {
  const step = stepTo('/flavors/1', { endpoint: FLAVORS });
  expect(found(step, answer('2.55'))).toBe('PUT /flavors/{id}');
  expect(found(step, answer('2.93'))).toBe('PUT /flavors/{id}');
  expect(found(step, answer('2.54'))).toBe('GET /flavors/1 (a.yaml:4)');
});

test('a step that was not sent has the endpoint of its file', () => {
  const performed = { failures: [], lacking: ['id'] };
  const both = { baseline: performed, target: performed };
  const step = stepTo('/flavors/${id}', { endpoint: FLAVORS });
  expect(endpointOf(step, both, INVENTORY, { baseline: BASE, target: BASE })).toBe('PUT /flavors/{id}');
});

const PLACE = { file: '/run/discovery/glance/api.py', line: 7, function: 'image_get' };
const REFUSAL: TraceEvent = {
  ...{ kind: 'refusal', request: 'r', time: 1, db_api: 'image_get', at: PLACE },
  ...{ construct: 'Query.union', detail: 'ROME has no Query.union', traceback: [] },
};

/** The missing queries of a step whose answers differ, with a query on the baseline. */
function missing(probes: PerSide<string | undefined>, target: readonly TraceEvent[] = []) {
  const query: TraceEvent = { ...ON_BASELINE.query('image_get', 'Query.options'), at: PLACE };
  const performed = { failures: [], lacking: [] };
  const connection = (side: Side) => ({
    deployment: { backend: side === 'target' ? 'rome' : 'sql', probe: probes[side] },
    traces: { words: () => undefined },
    inCopy: () => undefined,
  });
  const divergence: Divergence = {
    ...{ kind: 'absent', evidence: 'called on the baseline alone', sameQuestion: false, ours: true },
    baseline: query,
  };
  const { result } = stepResult(
    {
      ...{ step: stepTo('/images'), endpoint: 'GET /v2/images', performed: both(performed), answered: true },
      differences: [{ code: 'BODY', path: '$.url', baseline: 'a', target: 'b' } as never],
      mistakes: [],
    },
    {
      connections: { baseline: connection('baseline'), target: connection('target') } as never,
      traced: { step: 's', baseline: [query], target, roundTrips: 0 },
      locate: () => ({ divergence }),
      editIn: () => undefined,
    },
  );
  return result.missing.map(({ id, way }) => `${way}: ${id}`);
}

const both = <T>(value: T): PerSide<T> => ({ baseline: value, target: value });

test('a query of one side alone is wrong only if both sides have a probe', () => {
  expect(missing(both('probe.jsonl'))).toEqual(['wrong: image_get Query.options']);
  expect(missing({ baseline: 'probe.jsonl', target: undefined })).toEqual([]);
  expect(missing({ baseline: undefined, target: 'probe.jsonl' })).toEqual([]);
});

test('a refusal in a log counts without a probe', () => {
  const refused = ['refused: image_get Query.union'];
  expect(missing({ baseline: 'probe.jsonl', target: undefined }, [REFUSAL])).toEqual(refused);
  expect(missing(both(undefined), [REFUSAL])).toEqual(refused);
});
