import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { changesOf } from '../../../../src/analysis/upgrade/changes.ts';
import { endpointChanges } from '../../../../src/analysis/upgrade/endpoint-changes.ts';
import { fieldNames } from '../../../../src/analysis/upgrade/fields.ts';
import type { Difference, Inventory, StepResult } from '../../../../src/model.ts';
import { exchange, response, scenario, step } from '../../../support/runs/results.ts';

const answered = (baseline: number, target: number, parts: Partial<StepResult> = {}): StepResult =>
  step({
    verdict: 'differs',
    exchanges: {
      baseline: exchange({ response: response({ status: baseline }) }),
      target: exchange({ response: response({ status: target }) }),
    },
    ...parts,
  });
const differs = (kind: Difference['kind'], path: string, baseline: unknown, target: unknown): StepResult =>
  step({ verdict: 'differs', differences: [{ kind, path, baseline, target } as Difference] });

const named = (steps: readonly StepResult[]) =>
  changesOf([scenario('a', steps)]).map(({ kind, what, steps: count }) => `${kind}: ${what} (${count})`);

test('server errors of the newer release alone come first; no answer is one', () => {
  const { target: _, ...alone } = answered(200, 200).exchanges;
  expect(
    named([
      answered(200, 403),
      answered(200, 403),
      answered(500, 400),
      answered(409, 500),
      answered(500, 503),
      { ...answered(200, 200), exchanges: alone },
    ]),
  ).toEqual([
    'regression: 409 → 500 (1)',
    'regression: 200 → no answer (1)',
    'status: 200 → 403 (2)',
    'status: 500 → 400 (1)',
    'status: 500 → 503 (1)',
  ]);
});

test('a path that is no endpoint is shown without its place and with plain variables', () => {
  const seen = (endpoint: string) =>
    changesOf([scenario('a', [answered(200, 404, { endpoint })])])[0]?.endpoints;
  expect(seen('GET ${nova_root}/ (scenarios/a.yaml:3)')).toEqual(['GET /']);
  expect(seen('GET /v3/images/${uuid1} (scenarios/a.yaml:3)')).toEqual(['GET /v3/images/{uuid1}']);
});

test('another status explains the other body; a blocked step shows nothing', () => {
  const { differences } = differs('missing', '$.images', [], null);
  expect(named([answered(200, 404, { differences })])).toEqual(['status: 200 → 404 (1)']);
  expect(named([answered(200, 404, { blockedBy: 'create' })])).toEqual([]);
  expect(named([step()])).toEqual([]);
});

test('a field is one change wherever it is; texts are grouped by the words that changed', () => {
  expect(
    named([
      differs('extra', "$.server['OS-EXT:zone']", null, 'a'),
      differs('extra', "$.servers[3]['OS-EXT:zone']", null, 'b'),
      differs('missing', '$.server.rxtx_factor', 1, null),
      differs('value', '$.version', '2.93', '2.104'),
      differs('order', '$.tags', ['a', 'b'], ['b', 'a']),
      differs('header', 'headers.retry-after', '1', '2'),
      differs('value', '$.message', 'Image 1 was not found', 'Image 1 is absent'),
      differs('value', '$.message', 'Tag x was not found', 'Tag x is absent'),
      differs('value', '$.message', "{'a': 1, 'b': 2} is bad", "{'b': 2, 'a': 1} is bad"),
    ]),
  ).toEqual([
    'gone: rxtx_factor (1)',
    'new: OS-EXT:zone (2)',
    'value: version (1)',
    'header: retry-after (1)',
    'order: tags (1)',
    'text: “was not found” → “is absent” (2)',
    'same words: order or punctuation of a text (1)',
  ]);
});

test('elements that a list lost and gained are one change, and so are texts that few requests show', () => {
  const texts = [
    ['Image is taken', 'Image exists already'],
    ['No such tag', 'Tag was not found'],
  ] as const;
  expect(
    named([
      differs('extra', '$.namespaces[24]', null, {}),
      differs('missing', '$.namespaces[3]', {}, null),
      differs('extra', '$.versions[0]', null, {}),
      ...texts.flatMap(([one, other]) => [1, 2, 3].map(() => differs('value', '$', one, other))),
      ...[1, 2, 3, 4].map(() => differs('value', '$', 'You do not own it', 'You lack permission')),
    ]),
  ).toEqual([
    'gone: namespaces[*] (2)',
    'new: versions[*] (1)',
    expect.stringMatching(/^text: 2 texts in up to 3 requests each, such as “.*\(6\)$/),
    expect.stringMatching(/^text: “do not own it” → .*\(4\)$/),
  ]);
});

test('many fields of one object are one change', () => {
  const few = ['$.a.x', '$.a.y', '$.a.z'];
  expect(fieldNames(few)).toEqual(['x', 'y', 'z']);
  expect(new Set(fieldNames([...few, '$.a.w']))).toEqual(new Set(['a.*']));
  // The same two fields of several elements are two fields.
  expect(fieldNames(['$.list[0].x', '$.list[0].y', '$.list[1].x', '$.list[1].y'])).toEqual([
    'x',
    'y',
    'x',
    'y',
  ]);
  expect(fieldNames(['$', '$[2]', '$.list[7]', "$['it\\'s']"])).toEqual([
    'the answer',
    'elements of the answer',
    'list[*]',
    "it\\'s",
  ]);
});

test('the changes do not depend on how the steps are spread over scenarios, and every step is counted', () => {
  const steps = fc.array(
    fc.tuple(
      fc.constantFrom(200, 404, 409, 500),
      fc.constantFrom(200, 404, 500),
      fc.constantFrom('GET /a', 'GET /b'),
    ),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(steps, fc.nat(20), (list, at) => {
      const results = list.map(([one, other, endpoint]) => answered(one, other, { endpoint }));
      const figures = (parts: readonly (readonly StepResult[])[]) =>
        new Map(
          changesOf(parts.map((part, index) => scenario(`s${index}`, part))).map((change) => [
            `${change.kind} ${change.what}`,
            [change.steps, change.endpoints],
          ]),
        );
      const whole = figures([results]);
      expect(figures([results.slice(at), results.slice(0, at)])).toEqual(whole);
      const changed = list.filter(([one, other]) => one !== other).length;
      expect([...whole.values()].reduce((sum, [count]) => sum + Number(count), 0)).toBe(changed);
    }),
  );
});

test('endpoints of only one release; one that is gone in every version counts as removed', () => {
  const inventory = (
    release: string,
    ...endpoints: Partial<Inventory['endpoints'][number]>[]
  ): Inventory => ({
    version: 1,
    service: 'nova',
    release,
    endpoints: endpoints.map((each) => ({
      method: 'GET',
      path: '/a',
      controller: 'c',
      kind: 'api',
      ...each,
    })),
    dbApi: [],
  });
  expect(
    endpointChanges(
      inventory(
        '1',
        { path: '/kept' },
        { path: '/dropped' },
        { path: '/ended' },
        { path: '/', kind: 'version-document' },
      ),
      inventory('2', { path: '/kept' }, { path: '/ended', gone: true }, { path: '/kept', action: 'start' }),
    ),
  ).toEqual({
    service: 'nova',
    from: '1',
    to: '2',
    added: ['GET /kept#start'],
    removed: ['GET /dropped', 'GET /ended'],
  });
});

test('answers whose statuses are a matter of chance are no change', () => {
  expect(
    named([answered(204, 404, { verdict: 'identical', atOnce: { name: 'delete', requests: 4 } })]),
  ).toEqual([]);
});

test('a change is only listed as a consequence if no request shows it by itself; server errors never are', () => {
  const write = (baseline: number, target: number) =>
    answered(baseline, target, {
      exchanges: {
        baseline: exchange({ method: 'PATCH', response: response({ status: baseline }) }),
        target: exchange({ method: 'PATCH', response: response({ status: target }) }),
      },
    });
  const follows = (...scenarios: (readonly StepResult[])[]) =>
    changesOf(scenarios.map((steps, index) => scenario(`s${index}`, steps))).map(
      (change) => `${change.what}${change.follows ? ' follows' : ''}`,
    );
  const gone = differs('missing', '$.tag', 'a', null);
  expect(follows([gone])).toEqual(['tag']);
  expect(follows([write(200, 403), gone])).toEqual(['200 → 403', 'tag follows']);
  expect(follows([write(200, 403), gone], [gone])).toEqual(['200 → 403', 'tag']);
  expect(follows([answered(200, 403), gone])).toEqual(['200 → 403', 'tag']);
  expect(follows([write(200, 403), answered(200, 500)])).toEqual(['200 → 500', '200 → 403']);
});

test('the same statuses with other messages are two changes; fields that always change together are one', () => {
  const refused = (message: string) =>
    answered(200, 403, {
      exchanges: {
        baseline: exchange(),
        target: exchange({ response: response({ status: 403, body: { kind: 'text', text: message } }) }),
      },
    });
  expect(
    named([
      refused('You are not authorized to complete the add action'),
      refused('You are not authorized to complete the drop action'),
      refused('Image is protected and cannot be deleted'),
    ]),
  ).toEqual(['status: 200 → 403 (2)', 'status: 200 → 403 (1)']);
  const both: Difference[] = ['$.a', '$.b'].map((path) => ({
    kind: 'extra',
    path,
    baseline: null,
    target: 1,
  }));
  const one = step({ verdict: 'differs', differences: both });
  expect(named([one])).toEqual(['new: a, b (1)']);
  expect(named([one, differs('extra', '$.a', null, 1)])).toEqual(['new: a (2)', 'new: b (1)']);
});

test('what a new element shifts is no change of its own', () => {
  const paths = ['$.versions[0].status', '$.versions[1].id', '$.other'];
  const step1 = step({
    verdict: 'differs',
    differences: [
      { kind: 'extra', path: '$.versions[0]', baseline: null, target: {} },
      ...paths.map((path) => ({ kind: 'value' as const, path, baseline: 1, target: 2 })),
    ],
  });
  expect(named([step1])).toEqual(['new: versions[*] (1)', 'value: other (1)']);
});
