import fc from 'fast-check';
import { expect } from 'playwright/test';
import type { Step } from '../../../../src/model.ts';
import { withDistinctNames } from '../../../../src/runner/load/at-once/distinct-names.ts';
import { test } from '../../../support/files/folder.ts';
import { load } from '../../../support/scenarios/load.ts';

const GET = (name: string) => `  - { name: '${name}', GET: /v2/images }\n`;

test('steps with equal names and without names are numbered; the first keeps its name', async ({
  folder,
}) => {
  const { steps } = await load(
    folder,
    `name: a\nservice: glance\nsteps:\n${GET('x')}${GET('x')}${GET('x (2)')}  - GET: /v2/images\n  - GET: /v2/images\n`,
  );
  expect(steps.map(({ name }) => name)).toEqual([
    'x',
    'x (3)',
    'x (2)',
    'GET /v2/images',
    'GET /v2/images (2)',
  ]);
});

test('groups with equal names are numbered, too', async ({ folder }) => {
  const group = '  - { name: x, at_once: [{ GET: /v2/images }], repeat: 2 }\n';
  const { steps } = await load(folder, `name: a\nservice: glance\nsteps:\n${group}${group}${GET('x')}`);
  expect(steps.map(({ name, atOnce }) => [name, atOnce?.name])).toEqual([
    ['x (1 of 2)', 'x'],
    ['x (2 of 2)', 'x'],
    ['x (2) (1 of 2)', 'x (2)'],
    ['x (2) (2 of 2)', 'x (2)'],
    ['x (3)', undefined],
  ]);
});

test('no two units have the same name, and unlike names stay', { tag: '@long' }, () => {
  const name = fc.constantFrom('a', 'a (2)', 'a (3)', 'a (2) (2)', 'b');
  const unit = fc.record({ name, size: fc.nat(2) });
  fc.assert(
    fc.property(fc.array(unit), (units) => {
      const steps = units.flatMap(({ name: own, size }): object[] =>
        size === 0
          ? [{ name: own }]
          : Array.from({ length: size }, (_, at) => ({
              name: `${own} (${at + 1} of ${size})`,
              atOnce: { name: own, number: at + 1, of: size },
            })),
      ) as unknown as Step[];
      const named = withDistinctNames(steps);
      const names = named.map((each) => each.name);
      expect(new Set(names).size).toBe(names.length);
      const accepted = named
        .filter(({ atOnce }) => (atOnce?.number ?? 1) === 1)
        .map((each) => each.atOnce?.name ?? each.name);
      expect(new Set(accepted).size).toBe(units.length);
      for (const [index, { name: own }] of units.entries())
        if (units.findIndex((each) => each.name === own) === index) expect(accepted[index]).toBe(own);
    }),
  );
});
