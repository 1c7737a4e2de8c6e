import type { Scenario, Step } from '../../../src/model.ts';

/** A step of Glance, as the loader returns it. */
export const step = (
  name: string,
  method: Step['request']['method'],
  path: string,
  parts: Partial<Step> = {},
): Step => ({
  name,
  place: { file: 'a.yaml', line: 1, column: 1 },
  service: 'glance',
  as: 'member',
  request: { method, path, headers: {}, ...parts.request },
  expect: { headers: {}, body: {} },
  expectPlaces: {},
  capture: {},
  ...parts,
});

/** A scenario with these steps. */
export const scenario = (steps: readonly Step[]): Scenario => ({
  ...{ id: 'glance/a', file: 'a.yaml', name: 'A story', service: 'glance', tags: [], exclusive: false },
  ...{ locks: [], vars: {}, steps, cleanup: [] },
});
