import { expect } from 'playwright/test';
import { test } from '../../../support/files/folder.ts';
import { mistakesOf, scenarioText } from '../../../support/scenarios/load.ts';

/** Each has one mistake, with `»` at the expected place: [code, steps, a word of the fix]. */
const MISTAKES: Readonly<Record<string, readonly [code: string, steps: string, fix?: string]>> = {
  'a typo in a key': ['SCENARIO_INVALID', '  - GET: /v2/images\n    »expct: { status: 200 }\n', '"expect"'],
  'a typo below expect': [
    'SCENARIO_INVALID',
    '  - GET: /v2/images\n    expect: { »stauts: 200 }\n',
    '"status"',
  ],
  'an unknown actor': ['SCENARIO_INVALID', '  - GET: /v2/images\n    as: »memebr\n', '"member"'],
  'an unknown variable in a path': ['VARIABLE_UNKNOWN', '  - GET: »/v2/images/${uiud1}\n', '"uuid1"'],
  'an unknown variable deep in a body': [
    'VARIABLE_UNKNOWN',
    '  - POST: /v2/images\n    json: { tags: [a, »"${imge}"] }\n',
  ],
  'an unknown variable in an expectation': [
    'VARIABLE_UNKNOWN',
    '  - GET: /v2/images\n    expect: { body: { $.id: »"${nobody_has_it}" } }\n',
  ],
  'an unknown endpoint': ['ENDPOINT_UNKNOWN', '  - GET: »/v2/imags\n', '/v2/images"'],
  'an unknown method of an endpoint': ['ENDPOINT_UNKNOWN', '  - PATCH: »/v2/images\n'],
  'an existing endpoint marked as unrouted': [
    'ENDPOINT_UNKNOWN',
    '  - GET: »/v2/images\n    unrouted: true\n',
  ],
  'two requests in a step': ['SCENARIO_INVALID', '  - »GET: /v2/images\n    POST: /v2/images\n'],
  'a step without a request': ['SCENARIO_INVALID', '  - »name: no request\n'],
  'two bodies': ['SCENARIO_INVALID', '  - POST: /v2/images\n    json: {}\n    »text: x\n'],
  'a bad JSONPath in expect': [
    'SCENARIO_INVALID',
    '  - GET: /v2/images\n    expect: { body: { »"$.images[": 1 } }\n',
  ],
  'a filter with a number that it would round': [
    'SCENARIO_INVALID',
    '  - GET: /v2/images\n    expect: { body: { »"$.images[?@.size==9007199254740993].id": a } }\n',
  ],
  'a bad regular expression in capture': [
    'SCENARIO_INVALID',
    '  - GET: /v2/images\n    capture: { id: { from: $.id, matches: »"(" } }\n',
  ],
  'a bad JSONPath in capture': [
    'SCENARIO_INVALID',
    '  - GET: /v2/images\n    capture: { id: »images..id }\n',
  ],
  'a poll without a condition': ['SCENARIO_INVALID', '  - GET: /v2/images\n    »poll: { every: 1s }\n'],
  'a poll with both a state and a condition': [
    'SCENARIO_INVALID',
    '  - GET: /v2/images/1\n    »poll: { state: active, until: { status: 200 } }\n',
  ],
  'a poll with both a state and stop_on': [
    'SCENARIO_INVALID',
    '  - GET: /v2/images/1\n    poll: { state: active, »stop_on: { status: 500 } }\n',
  ],
  'a bad JSONPath in poll': [
    'SCENARIO_INVALID',
    '  - GET: /v2/images\n    poll: { until: { body: { »$$: 1 } } }\n',
  ],
  'an impossible status': ['SCENARIO_INVALID', '  - GET: /v2/images\n    expect: { status: »2000 }\n'],
  'a curl command with a command substitution': [
    'SCENARIO_INVALID',
    '  - curl: »curl "http://h/v2/images?owner=$(id)"\n',
  ],
  'a bad regular expression in expect': [
    'SCENARIO_INVALID',
    '  - GET: /v2/images\n    expect: { body: { $.id: { matches: »"[" } } }\n',
  ],
  'an unknown type': [
    'SCENARIO_INVALID',
    '  - GET: /v2/images\n    expect: { body: { $.id: { type: »strng } } }\n',
    '"string"',
  ],
  'broken YAML': ['SCENARIO_SYNTAX', '  - GET: [/v2/images\n»cleanup: []\n'],
};

for (const [what, [code, steps, fix]] of Object.entries(MISTAKES)) {
  test(`${what} is reported at its place`, async ({ folder }) => {
    const { codes, places, found } = await mistakesOf(folder, scenarioText(steps));
    expect(codes).toContain(`${code} a.yaml:${places[0]}`);
    const shown = found.find(({ place }) => `${place?.line}:${place?.column}` === places[0]);
    expect(shown?.frame).toContain('^');
    if (fix) expect(shown?.fix).toContain(fix);
  });
}

test('an alias bomb is reported where it grows too large', async ({ folder }) => {
  const level = (name: string, of: string) => `  ${name}: &${name} [${Array(9).fill(of).join(', ')}]\n`;
  const vars = level('a', 'x') + level('b', '*a') + level('c', '*b') + level('d', '*c');
  const { codes } = await mistakesOf(folder, `vars:\n${vars}${scenarioText('  - GET: /v2/images\n')}`);
  expect(codes).toEqual(['ALIAS_BOMB a.yaml:5:9']);
});

test('a curl command without a path is a mistake', async ({ folder }) => {
  const { codes, places } = await mistakesOf(folder, scenarioText('  - curl: »curl example\n'));
  expect(codes).toHaveLength(1);
  expect(codes[0]).toContain(`a.yaml:${places[0]}`);
});

test('a variable that only a later step captures is a mistake', async ({ folder }) => {
  const steps = '  - GET: »/v2/images/${id}\n  - GET: /v2/images\n    capture: { id: "$.images[0].id" }\n';
  const { codes, places } = await mistakesOf(folder, scenarioText(steps));
  expect(codes).toEqual([`VARIABLE_UNKNOWN a.yaml:${places[0]}`]);
});

test('an unknown variable in a header name is a mistake', async ({ folder }) => {
  const steps = '  - GET: /v2/images\n    headers: { »"x-${unknown_word}": a }\n';
  const { codes, places } = await mistakesOf(folder, scenarioText(steps));
  expect(codes).toEqual([`VARIABLE_UNKNOWN a.yaml:${places[0]}`]);
});
