import { expect } from 'playwright/test';
import { groupsOf } from '../../../../src/analysis/step-groups.ts';
import { test } from '../../../support/files/folder.ts';
import { load, mistakesOf, scenarioText } from '../../../support/scenarios/load.ts';

const DELETES = `
  - name: delete one image
    as: admin
    at_once:
      - DELETE: /v2/images/\${uuid1}
    repeat: 3
    outcomes: { 204: 1, 404: { at_least: 1, varies: true, text: { contains: gone } } }
`;

test('each request at once is a step, and the group is kept', async ({ folder }) => {
  const { steps } = await load(
    folder,
    scenarioText(`  - GET: /v2/images\n${DELETES.slice(1)}${DELETES.slice(1)}  - GET: /v2/images\n`),
  );
  expect(groupsOf(steps).map((group) => group.length)).toEqual([1, 3, 3, 1]);
  expect(steps.slice(1, 4).map(({ name, as, atOnce }) => [name, as, atOnce?.number, atOnce?.of])).toEqual([
    ['delete one image (1 of 3)', 'admin', 1, 3],
    ['delete one image (2 of 3)', 'admin', 2, 3],
    ['delete one image (3 of 3)', 'admin', 3, 3],
  ]);
  expect(steps[1]?.atOnce).toMatchObject({
    name: 'delete one image',
    outcomes: {
      204: { atLeast: 1, atMost: 1, varies: false },
      404: { atLeast: 1, atMost: 3, varies: true, expect: { text: { contains: 'gone' } } },
    },
  });
});

test('the groups survive being stored as JSON', async ({ folder }) => {
  const { steps } = await load(folder, scenarioText(`${DELETES}${DELETES.slice(1)}`));
  const stored = JSON.parse(JSON.stringify(steps)) as typeof steps;
  expect(groupsOf(stored).map((group) => group.length)).toEqual([3, 3]);
});

test('requests have distinct names, their own keys and what they have in common', async ({ folder }) => {
  const { steps } = await load(
    folder,
    scenarioText(`
  - name: many
    headers: { X-One: "1" }
    expect: { status: 200 }
    at_once:
      - { name: own, GET: /v2/images, as: reader, expect: { status: [200, 503] } }
      - GET: /v2/images
      - GET: /v2/images
      - { GET: /v2/images/x, repeat: 2 }
`),
  );
  expect(steps.map(({ name }) => name)).toEqual([
    'many: own',
    'many: GET /v2/images (1 of 2)',
    'many: GET /v2/images (2 of 2)',
    'many: GET /v2/images/x (1 of 2)',
    'many: GET /v2/images/x (2 of 2)',
  ]);
  expect(steps.map((step) => step.as)).toEqual(['reader', 'member', 'member', 'member', 'member']);
  expect(steps.map((step) => step.expect.status)).toEqual([[200, 503], [200], [200], [200], [200]]);
  expect(steps.every((step) => step.request.headers['x-one'] === '1')).toBe(true);
});

test('a group of another release is skipped, and the numbers of a group count only its own requests', async ({
  folder,
}) => {
  const { steps } = await load(
    folder,
    scenarioText(`
  - since: 2026.1
    at_once: [{ GET: /v2/images }, { GET: /v2/images }]
  - at_once: [{ GET: /v2/images, since: 2026.1 }, { GET: /v2/images }, { GET: /v2/images/x }]
`),
  );
  expect(steps.map(({ atOnce }) => [atOnce?.number, atOnce?.of])).toEqual([
    [1, 2],
    [2, 2],
  ]);
});

test('captures of requests at once have values only afterwards', async ({ folder }) => {
  const { steps } = await load(
    folder,
    scenarioText(`
  - at_once:
      - { POST: /v2/images, json: { name: a }, capture: { a: $.id } }
      - { POST: /v2/images, json: { name: b }, capture: { b: $.id } }
  - GET: /v2/images/\${a}
  - GET: /v2/images/\${b}
`),
  );
  expect(steps).toHaveLength(4);
});

/** Each has one mistake, with `»` at the expected place: [steps, a word of the fix]. */
const MISTAKES: Readonly<Record<string, readonly [steps: string, fix?: string]>> = {
  'only one request': ['  - »at_once: [{ GET: /v2/images }]\n', 'repeat'],
  'no request': ['  - at_once: »[]\n'],
  'too many requests': ['  - »at_once: [{ GET: /v2/images }, { GET: /v2/images/x }]\n    repeat: 11\n'],
  'too many repetitions': ['  - at_once: [{ GET: /v2/images }]\n    repeat: »21\n'],
  'an unknown key': [
    '  - at_once: [{ GET: /v2/images }]\n    repeat: 2\n    »outcome: { 200: 2 }\n',
    '"outcomes"',
  ],
  'an unknown key of a request': [
    '  - at_once: [{ GET: /v2/images, »exepct: {} }]\n    repeat: 2\n',
    '"expect"',
  ],
  'a poll': [
    '  - at_once: [{ GET: /v2/images, »poll: { until: { status: 200 } } }]\n    repeat: 2\n',
    'step after it',
  ],
  'a capture of a repeated request': [
    '  - at_once: [{ POST: /v2/images, json: {}, »capture: { id: $.id } }]\n    repeat: 2\n',
    'step after it',
  ],
  'two captures of one variable': [
    '  - at_once: [{ GET: /v2/images, capture: { id: $.id } }, { GET: /v2/images/x, capture: { »id: $.id } }]\n',
  ],
  'both expect and outcomes': [
    '  - at_once: [{ GET: /v2/images }]\n    repeat: 2\n    outcomes: { 200: 2 }\n    »expect: { status: 200 }\n',
  ],
  'an outcome that is no status': [
    '  - at_once: [{ GET: /v2/images }]\n    repeat: 2\n    outcomes: { »ok: 2 }\n',
  ],
  'more outcomes than requests': [
    '  - at_once: [{ GET: /v2/images }]\n    repeat: 2\n    »outcomes: { 200: 2, 404: 1 }\n',
    'counts',
  ],
  'fewer outcomes than requests': [
    '  - at_once: [{ GET: /v2/images }]\n    repeat: 3\n    »outcomes: { 200: 1, 404: { at_most: 1 } }\n',
  ],
  'a count and a limit': [
    '  - at_once: [{ GET: /v2/images }]\n    repeat: 2\n    outcomes: { 200: { count: 2, »at_most: 2 } }\n',
  ],
  'limits that exclude each other': [
    '  - at_once: [{ GET: /v2/images }]\n    repeat: 4\n    outcomes: { 404: {}, 200: { at_least: »3, at_most: 2 } }\n',
  ],
  'a server error by chance': [
    '  - at_once: [{ GET: /v2/images }]\n    repeat: 2\n    outcomes: { 200: {}, 500: { »varies: true } }\n',
  ],
  'a bad JSONPath in an outcome': [
    '  - at_once: [{ GET: /v2/images }]\n    repeat: 2\n    outcomes: { 200: { body: { »"$.a[": 1 } } }\n',
  ],
  'a bad matcher in an outcome': [
    '  - at_once: [{ GET: /v2/images }]\n    repeat: 2\n    outcomes: { 200: { body: { $.a: { »lenght: 1 } } } }\n',
    'length',
  ],
};

for (const [name, [steps, fix]] of Object.entries(MISTAKES)) {
  test(`mistake in requests at once: ${name}`, async ({ folder }) => {
    const { codes, places, found } = await mistakesOf(folder, scenarioText(steps));
    expect(codes).toEqual(places.map((place) => `SCENARIO_INVALID a.yaml:${place}`));
    if (fix) expect(found[0]?.fix).toContain(fix);
  });
}

test('a request at once has no value of what another one captures', async ({ folder }) => {
  const steps =
    '  - at_once: [{ POST: /v2/images, json: {}, capture: { id: $.id } }, { GET: »"/v2/images/${id}" }]\n';
  const { codes, places } = await mistakesOf(folder, scenarioText(steps));
  expect(codes).toEqual(places.map((place) => `VARIABLE_UNKNOWN a.yaml:${place}`));
});

test('an unknown variable in an outcome is a mistake', async ({ folder }) => {
  const steps =
    '  - at_once: [{ GET: /v2/images }]\n    repeat: 2\n    outcomes: { 200: { body: { $.a: »"${nobody_has_it}" } } }\n';
  const { codes, places } = await mistakesOf(folder, scenarioText(steps));
  expect(codes).toEqual(places.map((place) => `VARIABLE_UNKNOWN a.yaml:${place}`));
});
