import { expect, test } from 'playwright/test';
import type { Json, Method } from '../../../../../src/model.ts';
import { story } from '../../../../support/answers/steps.ts';
import { response } from '../../../../support/runs/results.ts';

const json = (value: Json) => response({ body: { kind: 'json', value } });

/** Differences after a request, if the target then shows another number or address than before. */
const after = (method: Method, path: string, before: readonly [Json, Json], later: Json, sent?: Json) =>
  story(
    { baseline: json(before[0]), target: json(before[1]) },
    {
      baseline: response({ status: 202, body: { kind: 'empty' } }),
      ...{ method, sent },
      url: [`http://a${path.replace('#', '4')}`, `http://b${path.replace('#', '7')}`],
    },
    { baseline: json(before[0]), target: json(later) },
  )[2];

test('a DELETE ends the number of the resource that its path ends with, not of one above it', () => {
  const aggregate = (id: number): Json => ({ aggregate: { id } });
  const changed = (path: string) => after('DELETE', path, [aggregate(4), aggregate(7)], aggregate(9));
  for (const path of ['/os-aggregates/#', '/v2.1/os-aggregates/#/', '/os-aggregates/#?force=true'])
    expect(changed(path)).toEqual([]);
  for (const path of [
    '/os-aggregates/#/hosts/compute1',
    '/os-aggregates/#/metadata/key',
    '/os-aggregates/#/tags',
  ])
    expect(changed(path)).toEqual(['pairing $.aggregate.id']);
});

test('an address can be assigned again after an action that removes something, in the path or in the body', () => {
  const shown = (last: number): Json => ({ ip_address: `10.0.0.${last}` });
  const changed = (method: Method, path: string, sent?: Json) =>
    after(method, path, [shown(4), shown(7)], shown(9), sent);
  expect(changed('PUT', '/v2.0/routers/x/remove_router_interface', { port_id: 'p' })).toEqual([]);
  expect(changed('POST', '/v3/volumes/x/action', { 'os-detach': {} })).toEqual([]);
  expect(changed('PUT', '/v2.0/routers/x/add_router_interface', { port_id: 'p' })).toEqual([
    'pairing $.ip_address',
  ]);
  expect(changed('PUT', '/v3/volumes/x', { delete_on_termination: true })).toEqual(['pairing $.ip_address']);
  expect(changed('GET', '/v2.0/removed')).toEqual(['pairing $.ip_address']);
});

for (const shown of [
  (id: number): Json => ({ agent: { agent_id: id } }),
  (id: number): Json => ({ agents: [{ agent_id: id }] }),
  (id: number): Json => ({ agent_id: id }),
  (id: number): Json => [{ agent_id: id }],
])
  test(`a number is given again and again, shown as ${JSON.stringify(shown(4))}`, () => {
    const step = (one: number, other: number) => ({ baseline: json(shown(one)), target: json(shown(other)) });
    const removed = (one: number, other: number) => ({
      baseline: response({ status: 204, body: { kind: 'empty' } }),
      method: 'DELETE' as const,
      url: [`http://a/os-agents/${one}`, `http://b/os-agents/${other}`] as const,
    });
    const found = story(
      step(1, 1),
      step(2, 2),
      removed(2, 2),
      step(2, 3),
      removed(2, 3),
      step(2, 4),
      step(2, 4),
      step(1, 2),
    );
    expect(found.slice(0, -1).flat()).toEqual([]);
    expect(found.at(-1)).toHaveLength(1);
  });
