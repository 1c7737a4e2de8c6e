import { expect, test } from 'playwright/test';
import { predict } from '../../../src/analysis/coverage/predict.ts';
import { worklist } from '../../../src/analysis/ranking.ts';
import { endpointResult, missing, requirement } from '../../support/runs/results.ts';

const endpoint = (name: string, ...ids: readonly string[]) =>
  endpointResult({ endpoint: name, missing: ids });

test('each item is the one that fixes most endpoints once the items above it are fixed', () => {
  const run = {
    missing: [
      missing('a', 'limit'),
      missing('b', 'Query.one'),
      missing('c', 'Query.one'),
      missing('a', 'union'),
    ],
    endpoints: [
      endpoint('GET /1', 'b Query.one'),
      endpoint('GET /2', 'c Query.one', 'a limit'),
      endpoint('GET /3', 'a limit', 'b Query.one'),
      endpoint('GET /4', 'a union', 'a limit'),
      endpoint('GET /5'),
    ],
  };
  expect(worklist(run).map(({ name, unblocks, endpoints }) => [name, unblocks, endpoints.length])).toEqual([
    ['Query.one', ['GET /1'], 3],
    ['limit', ['GET /2', 'GET /3'], 3],
    ['union', ['GET /4'], 1],
  ]);
  expect(worklist(run)[0]?.queries.map(({ dbApi }) => dbApi)).toEqual(['b', 'c']);
});

test('without missing queries the worklist is empty', () => {
  expect(worklist({ missing: [], endpoints: [endpoint('GET /1')] })).toEqual([]);
});

test('an endpoint lacks the withheld constructs that it requires; uncalled endpoints are omitted', () => {
  const requirements = [requirement('a', 'limit'), requirement('a', 'select')];
  const needs = (name: string, ...ids: readonly string[]) =>
    endpointResult({ endpoint: name, requirements: ids });
  const endpoints = [
    needs('GET /1', 'a limit', 'a select'),
    needs('GET /2', 'a select'),
    endpointResult({ endpoint: 'GET /3', called: 0, requirements: [] }),
  ];
  const predicted = predict({ endpoints, requirements }, new Set(['limit']));
  expect(predicted.map(({ endpoint, lacks }) => [endpoint.endpoint, lacks.map(({ id }) => id)])).toEqual([
    ['GET /1', ['a limit']],
    ['GET /2', []],
  ]);
});

test('each edit and each function with an unknown construct is an item; survey-only items come last', () => {
  const run = {
    missing: [
      missing('_sort', 'order_by', { id: '_sort line-4', way: 'copy' }),
      missing('a', 'unknown', { way: 'wrong' }),
      missing('b', 'unknown', { way: 'wrong' }),
      missing('c', 'limit', { surveyed: true, reached: false }),
    ],
    endpoints: [
      endpoint('GET /1', '_sort line-4'),
      endpoint('GET /2', 'a unknown', 'c limit'),
      endpoint('GET /3', 'b unknown'),
      endpoint('GET /4', 'c limit'),
      endpoint('GET /5', 'c limit'),
    ],
  };
  expect(worklist(run).map(({ name }) => name)).toEqual([
    "the copy's _sort",
    'a query of b',
    'a query of a',
    'limit',
  ]);
});

test('an item whose construct was guessed comes after those with a known one, however many endpoints it blocks', () => {
  const guess = missing('a', 'op.eq', { way: 'wrong', candidates: ['op.eq', 'op.in'] });
  const unknown = missing('b', 'unknown', { way: 'wrong' });
  const known = missing('c', 'update', { way: 'wrong' });
  const endpoints = [
    endpoint('GET /1', guess.id),
    endpoint('GET /2', guess.id),
    endpoint('GET /3', unknown.id),
    endpoint('GET /4', known.id),
  ];
  const names = (...queries: (typeof guess)[]) =>
    worklist({ missing: queries, endpoints }).map(({ name }) => name);
  expect(names(guess, unknown, known)).toEqual(['update', 'op.eq', 'a query of b']);
  const method = missing('e', 'Query.delete', { way: 'wrong', candidates: ['Query.delete', 'Query.filter'] });
  const all = [...endpoints, endpoint('GET /5', method.id), endpoint('GET /6', method.id)];
  const ranked = worklist({ missing: [guess, known, method], endpoints: all });
  expect(ranked.map(({ name }) => name)).toEqual(['Query.delete', 'update', 'op.eq']);
  // One query that is no guess proves the construct.
  expect(names(guess, missing('d', 'op.eq', { way: 'wrong' }), known)).toEqual(['op.eq', 'update']);
});
