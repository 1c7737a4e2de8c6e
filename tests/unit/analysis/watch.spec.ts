import { expect, test } from 'playwright/test';
import { changedFunctions } from '../../../src/analysis/watch/changed-functions.ts';
import { mergeRerun } from '../../../src/analysis/watch/merge-rerun.ts';
import { reaching } from '../../../src/analysis/watch/touched.ts';
import { missing, runFile, scenario, step } from '../../support/runs/results.ts';
import { INVENTORIES } from '../../support/scenarios/inventory.ts';

const MODULE = `"""The API."""
import sqlalchemy

LIMIT = 5


def _find(context, name):
    # by its name
    return query(context).one()


@retry(
    times=3,
)
def image_get(context, image_id):
    return _find(
        context,
        image_id,
    )


def image_update(context, values):

    return image_get(context, values['id'])


async def image_list(
    context,
):
    return all_of(LIMIT)
`;

const edited = (from: string, to: string) =>
  [...(changedFunctions(MODULE, MODULE.replace(from, to)) ?? ['any'])].sort();

for (const [what, from, to, expected] of [
  ['a line of the function', 'all_of(LIMIT)', 'all_of(7)', ['image_list']],
  [
    'a line of a function that others call directly or indirectly',
    '.one()',
    '.first()',
    ['_find', 'image_get', 'image_update'],
  ],
  ['a decorator', 'times=3', 'times=4', ['image_get', 'image_update']],
  ['a signature of several lines', '    context,\n):', '    context, more,\n):', ['image_list']],
  ['a removed line', "\n    return image_get(context, values['id'])", '', ['image_update']],
  ['no change', 'LIMIT = 5', 'LIMIT = 5', []],
  ['comments and empty lines between functions', 'async def', '# soon\n\n\nasync def', []],
  ['a line outside functions', 'LIMIT = 5', 'LIMIT = 6', ['any']],
  ['an import', 'import sqlalchemy', 'import sqlalchemy as sa', ['any']],
] as const)
  test(`affected functions of ${what}`, () => {
    expect(edited(from, to)).toEqual(expected);
  });

test('an edit of a function that module-level code uses affects everything', () => {
  const module = `${MODULE}\nHANDLERS = [_find]\n`;
  expect(changedFunctions(module, module.replace('.one()', '.first()'))).toBeUndefined();
});

test('scenarios are found by the endpoints that use a function; without traces, they are undefined', () => {
  const scenarios = [scenario('a', [step()]), scenario('b', [step({ endpoint: 'GET /v2/tasks' })])];
  const use = { name: 'image_get_all', endpoints: ['GET /v2/images'], constructs: [] };
  const run = runFile(scenarios, { dbApi: [use] });
  expect([...(reaching(run, new Set(['image_get_all', 'image_get'])) ?? [])]).toEqual(['a']);
  expect([...(reaching(run, new Set(['image_get'])) ?? [])]).toEqual([]);
  expect(reaching(runFile(scenarios), new Set(['image_get']))).toBeUndefined();
});

test('results of a rerun replace earlier ones; the run notes this once', () => {
  const red = step({ verdict: 'refused', missing: [missing('f', 'limit', { firstSeen: 'then' })] });
  const run = runFile([scenario('a', [red]), scenario('b', [red])], {
    missing: [missing('f', 'limit', { firstSeen: 'then' })],
  });
  const again = runFile([scenario('a', [step()])], { startedAt: 'later', finishedAt: 'later still' });
  const once = mergeRerun(run, again, INVENTORIES, BOTH);
  expect(once).toMatchObject({
    finishedAt: 'later still',
    scenarios: [
      { id: 'a', steps: [{ verdict: 'identical' }] },
      { id: 'b', steps: [{ verdict: 'refused' }] },
    ],
    missing: [{ id: 'f limit', firstSeen: 'then' }],
    unavailable: [expect.stringContaining('--watch')],
  });
  const both = mergeRerun(once, runFile([scenario('b', [step()])]), INVENTORIES, BOTH);
  expect(both.missing).toEqual([]);
  expect(both.unavailable).toHaveLength(1);
});

test('a scenario whose file is removed leaves the results', () => {
  const run = runFile([scenario('a', [step()]), scenario('b', [step({ verdict: 'differs' })])], {
    planned: 2,
  });
  const left = mergeRerun(run, undefined, INVENTORIES, new Set(['a']));
  expect(left).toMatchObject({ planned: 1, unavailable: run.unavailable });
  expect(left.scenarios.map(({ id }) => id)).toEqual(['a']);
  const renamed = mergeRerun(run, runFile([scenario('c', [step()])]), INVENTORIES, new Set(['a', 'c']));
  expect(renamed.scenarios.map(({ id }) => id)).toEqual(['a', 'c']);
  expect(renamed.planned).toBe(2);
});

const BOTH = new Set(['a', 'b']);
