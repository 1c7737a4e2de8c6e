import { expect } from 'playwright/test';
import { checkExpectation } from '../../../../src/assertions/expect.ts';
import { fill } from '../../../../src/assertions/variables.ts';
import { type Expectation, type Json, readJson, writeJson } from '../../../../src/model.ts';
import { test } from '../../../support/files/folder.ts';
import { response } from '../../../support/runs/results.ts';
import { load, loadAll, mistakesOf, scenarioText } from '../../../support/scenarios/load.ts';

test('a step has an endpoint, an actor, lower-case headers and typed JSON', async ({ folder }) => {
  const { steps } = await load(
    folder,
    scenarioText('  - POST: /v2/images?x=1\n    as: reader\n    headers: { X-A: b }\n    json: { a: 1 }\n'),
  );
  expect(steps[0]).toMatchObject({
    name: 'POST /v2/images?x=1',
    endpoint: { method: 'POST', path: '/v2/images' },
    as: 'reader',
    request: { headers: { 'x-a': 'b', 'content-type': 'application/json' }, body: { json: { a: 1 } } },
  });
});

test('numbers are sent as written, in bodies and variables, also through an alias', async ({ folder }) => {
  const step =
    '  - POST: /v2/images\n    json: { a: [{ b: 1.0, c: 1, d: 2.50 }], e: "${ratio}", f: &n 9007199254740993, g: *n, h: 1e3 }\n';
  const { steps, vars } = await load(folder, `vars: { ratio: 16.0, one: 1 }\n${scenarioText(step)}`);
  const body = steps[0]?.request.body as { readonly json: Json };
  const filled = fill(body.json, new Map(Object.entries(vars)));
  expect(writeJson(filled)).toBe(
    '{"a":[{"b":1.0,"c":1,"d":2.50}],"e":16.0,"f":9007199254740993,"g":9007199254740993,"h":1000}',
  );
  expect(writeJson(vars as Json)).toBe('{"ratio":16.0,"one":1}');
});

test('an expected number is compared with all its digits', async ({ folder }) => {
  const { steps } = await load(
    folder,
    scenarioText(
      '  - GET: /v2/images\n    expect: { body: { $.n: 9007199254740993, $.l: { contains: 0.1000000000000000055 } } }\n',
    ),
  );
  const fits = (text: string) =>
    checkExpectation(
      steps[0]?.expect as Expectation,
      response({ body: { kind: 'json', ...readJson(text) } }),
      new Map(),
      {},
    ).length === 0;
  expect(fits('{"n":9007199254740993,"l":[0.1000000000000000055]}')).toBe(true);
  expect(fits('{"n":9007199254740992,"l":[0.1000000000000000055]}')).toBe(false);
  expect(fits('{"n":9007199254740993,"l":[0.1]}')).toBe(false);
});

test("a step's own content type is kept", async ({ folder }) => {
  const { steps } = await load(
    folder,
    scenarioText('  - POST: /v2/images\n    headers: { Content-Type: text/x }\n    json: []\n'),
  );
  expect(steps[0]?.request.headers).toEqual({ 'content-type': 'text/x' });
});

test('a poll for a state checks the status of the resource and stops at error states', async ({ folder }) => {
  const poll = '  - GET: /v2/images/1\n    poll: { state: active, timeout: 1m }\n';
  const [step] = (await load(folder, scenarioText(poll))).steps;
  expect(step?.poll).toMatchObject({
    until: { body: { '$.status': { equals: 'active' } } },
    timeout: 60_000,
  });
  const stops = (value: string) =>
    checkExpectation(
      step?.poll?.stopOn as Expectation,
      response({ body: { kind: 'json', value: { status: value }, numbers: [] } }),
      new Map(),
      {},
    ).length === 0;
  expect(['error', 'ERROR', 'error_deleting', 'killed', 'active', 'queued'].filter(stops)).toEqual([
    'error',
    'ERROR',
    'error_deleting',
    'killed',
  ]);
});

test('durations are converted to milliseconds', async ({ folder }) => {
  const poll = (every: string, timeout: string) =>
    `  - GET: /v2/images\n    poll: { until: { status: 200 }, every: ${every}, timeout: ${timeout} }\n`;
  const { steps } = await load(folder, scenarioText(poll('50ms', '2m') + poll('3s', '3s')));
  expect(steps.map(({ poll }) => [poll?.every, poll?.timeout])).toEqual([
    [50, 120_000],
    [3000, 3000],
  ]);
});

test('a step can limit the time and size of its answer', async ({ folder }) => {
  const step = (limits: string) => `  - GET: /v2/images\n${limits}`;
  const text = step('    timeout: 5s\n    max_size: 2MB\n') + step('    timeout: 1m\n') + step('');
  const { steps } = await load(folder, scenarioText(text));
  expect(steps.map(({ limits }) => limits)).toEqual([
    { ms: 5000, bytes: 2 * 2 ** 20 },
    { ms: 60_000 },
    undefined,
  ]);
});

test('a step with a variable path or an unrouted path has no endpoint', async ({ folder }) => {
  const { steps } = await load(
    folder,
    scenarioText(
      '  - GET: /v2/images\n    capture: { next: $.next }\n  - GET: ${next}\n  - PUT: /v2/images\n    unrouted: true\n',
    ),
  );
  expect(steps.map(({ endpoint }) => endpoint !== undefined)).toEqual([true, false, false]);
});

test('ids are sorted paths below the folder, for both file extensions', async ({ folder }) => {
  const text = scenarioText('  - GET: /v2/images\n');
  for (const name of [
    'glance/b.yaml',
    'glance/a.yml',
    'glance/images/list-all.yaml',
    'glance/images/list.yaml',
  ])
    folder.write(name, text);
  folder.write('glance/notes.txt', 'not a scenario');
  const ids = (await loadAll(folder)).map(({ id }) => id);
  expect(ids).toEqual(['glance/a', 'glance/b', 'glance/images/list', 'glance/images/list-all']);
});

test('an object whose keys are matchers is a matcher; any other object is compared', async ({ folder }) => {
  const { steps } = await load(
    folder,
    scenarioText(
      '  - GET: /v2/images\n    expect: { body: { $.a: { length: 2, type: array }, $.b: { size: 2, x: 1 }, $.c: { equals: { length: 2 } } } }\n',
    ),
  );
  expect(steps[0]?.expect.body).toEqual({
    '$.a': { length: 2, type: 'array' },
    '$.b': { equals: { size: 2, x: 1 } },
    '$.c': { equals: { length: 2 } },
  });
});

for (const value of [
  '{ lenght: 1 }',
  '{ length: 1, colour: red }',
  '{ match: a }',
  '{ tpye: string }',
  '{ exist: true }',
]) {
  test(`${value} is a misspelt matcher, not a value`, async ({ folder }) => {
    const key = /length: 1, c/.test(value) ? 'colour' : /\w+/.exec(value)?.[0];
    const steps = `  - GET: /v2/images\n    expect: { body: { $.a: ${value.replace(key ?? '', `»${key}`)} } }\n`;
    const { codes, places, found } = await mistakesOf(folder, scenarioText(steps));
    expect(codes).toEqual([`SCENARIO_INVALID a.yaml:${places[0]}`]);
    expect(found[0]?.fix).toContain('equals');
  });
}

test('the token header of a curl step is dropped', async ({ folder }) => {
  const { steps } = await load(
    folder,
    scenarioText('  - curl: >-\n      curl -g ${glance}/v2/images -H "X-Auth-Token: ${OS_TOKEN}"\n'),
  );
  expect(steps[0]?.request).toEqual({ method: 'GET', path: '/v2/images', headers: {} });
});

test('a $NAME in a curl step is an ordinary variable', async ({ folder }) => {
  const steps = (name: string) =>
    scenarioText(`  - curl: >-\n      curl http://h/v2/images -d "id=$${name}"\n`);
  const { steps: loaded } = await load(folder, steps('uuid1'));
  expect(loaded[0]?.request.body).toEqual({ text: 'id=${uuid1}' });
  await expect(load(folder, steps('nowhere'))).rejects.toMatchObject({ code: 'SCENARIO_INVALID' });
});
