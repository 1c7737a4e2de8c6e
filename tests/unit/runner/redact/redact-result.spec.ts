import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import {
  numbersByHolder,
  PackedJson,
  readJson,
  storedJson,
  withTexts,
  writeJson,
  writeStored,
} from '../../../../src/model.ts';
import { redactResult } from '../../../../src/runner/redact/redact-result.ts';
import { Secrets } from '../../../../src/runner/redact/secrets.ts';
import {
  exchange,
  missing,
  response,
  scenario as scenarioResult,
  step as stepResult,
} from '../../../support/runs/results.ts';

const PLACE = { file: 'scenarios/glance/a.yaml', line: 1, column: 1 };

test('names of the run are unchanged even if a password equals them', () => {
  const secrets = new Secrets();
  for (const word of ['glance', 'images', 'scenarios', 'identical']) secrets.add(word);
  const step = stepResult({
    endpoint: 'GET /v2/images',
    place: PLACE,
    name: 'list images',
    service: 'glance',
  });
  const before = scenarioResult('glance/images/list', [step]);
  expect(redactResult(before, secrets)).toMatchObject({
    id: before.id,
    file: before.file,
    service: before.service,
    steps: [
      {
        endpoint: step.endpoint,
        place: PLACE,
        name: step.name,
        service: step.service,
        verdict: step.verdict,
      },
    ],
  });
});

test('a difference at a secret path shows no value', () => {
  const shown = (path: string, value: unknown) =>
    ({ kind: 'extra', path, baseline: null, target: value }) as never;
  const step = stepResult({
    differences: [shown('$.adminPass', 'abc'), shown('$.token', { id: 'abc' }), shown('$.name', 'abc')],
  });
  const [redacted] = redactResult(scenarioResult('glance/a', [step]), new Secrets()).steps;
  expect(redacted?.differences.map(({ target }) => target)).toEqual([
    '[redacted]',
    { id: '[redacted]' },
    'abc',
  ]);
});

test('a number that is a secret is not kept beside a request as it was written', () => {
  const body = storedJson(
    withTexts(readJson('{"adminPass":12345678901234567890,"size":1.0}').value, {
      get: () =>
        new Map([
          ['adminPass', '12345678901234567890'],
          ['size', '1.0'],
        ]),
    }),
  );
  const step = stepResult({ exchanges: { target: exchange({ requestBody: body }) } });
  const [redacted] = redactResult(scenarioResult('glance/a', [step]), new Secrets()).steps;
  const sent = redacted?.exchanges.target?.requestBody;
  expect(JSON.stringify(sent)).not.toContain('1234567890');
  expect(sent && 'json' in sent && writeStored(sent)).toBe('{"adminPass":"[redacted]","size":1.0}');
});

test('log lines and exceptions show no secret', () => {
  const secrets = new Secrets();
  secrets.add('Zq-1-secret');
  const frames = [{ file: '/a.py', line: 1, function: 'f', code: 'raise ValueError("Zq-1-secret")' }];
  const log = ['used Zq-1-secret', "adminPass='Zq-2-secret'", 'cut: Zq-1-sec'];
  const exception = { type: 'ValueError', message: 'Zq-1-secret, password=Zq-3-secret', frames };
  const step = stepResult({ words: { baseline: { log }, target: { log, exception } } });
  const { steps } = redactResult(scenarioResult('glance/a', [step]), secrets);
  expect(JSON.stringify(steps)).not.toMatch(/Zq-\d-sec/);
  expect(steps[0]?.words?.target?.exception).toMatchObject({ type: 'ValueError', frames: [{ line: 1 }] });
});

test('a missing query shows no secret: not its statement, its evidence, nor the smallest statement', () => {
  const secrets = new Secrets();
  secrets.add('Zq-1-secret');
  const text = "SELECT 1 WHERE admin_pass = 'Zq-1-secret'";
  const narrowed = { sql: text, rows: 1, baseline: 'Zq-1-secret', target: 'Zq-1-sec…', needed: [] };
  const query = missing('image_get', 'Query.get', {
    ...{ evidence: text, statement: text, traceback: [text], narrowed },
  });
  const { steps } = redactResult(scenarioResult('glance/a', [stepResult({ missing: [query] })]), secrets);
  expect(JSON.stringify(steps)).not.toContain('Zq-1');
  expect(steps[0]?.missing[0]).toMatchObject({ construct: 'Query.get', narrowed: { rows: 1 } });
});

test('a number that is written otherwise than by JavaScript is redacted with the keys on its way', () => {
  const secret = 'abcdef-secret-123';
  const keys = fc.constantFrom('a', 'b', secret, 'token', 'name');
  const leaf = fc.constantFrom('1.0', '2e3', '77665544332200.0', '"x"', `"${secret}"`, '5');
  const { tree } = fc.letrec<{ tree: string }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc
        .uniqueArray(fc.tuple(keys, tie('tree')), { maxLength: 4, selector: ([key]) => key })
        .map((members) => `{${members.map(([key, value]) => `"${key}":${value}`).join()}}`),
      fc.array(tie('tree'), { maxLength: 3 }).map((items) => `[${items.join()}]`),
    ),
  }));
  fc.assert(
    fc.property(tree, fc.boolean(), (text, isPacked) => {
      const secrets = new Secrets();
      secrets.add(secret);
      secrets.addNamed('token', 77665544332200);
      const body = isPacked ? PackedJson.ofText(text) : ({ kind: 'json', ...readJson(text) } as const);
      const step = stepResult({ exchanges: { baseline: exchange({ response: response({ body }) }) } });
      const [redacted] = redactResult(scenarioResult('glance/a', [step]), secrets).steps;
      const shown = redacted?.exchanges.baseline?.response.body;
      if (shown?.kind !== 'json') throw new Error('the body is missing');
      const { value, numbers } = shown;
      expect(JSON.stringify([value, numbers])).not.toMatch(/abcdef-secret|7766554433/);
      // Reads it as a report does.
      const written = writeJson(withTexts(value, numbersByHolder(value, numbers)));
      if (!text.includes('abcdef') && !text.includes('token') && !text.includes('7766'))
        expect(written).toBe(writeJson(withTexts(...sameAs(text))));
    }),
  );
});

test('a number that another member of the same name replaces does not return', () => {
  const secrets = new Secrets();
  secrets.add('Zq-1-secret');
  for (const text of ['{"a":1.0,"a":"Zq-1-secret"}', '{"Zq-1-secret":{"b":1.0},"Zq-1-secret":"c"}']) {
    const body = { kind: 'json', ...readJson(text) } as const;
    const step = stepResult({ exchanges: { baseline: exchange({ response: response({ body }) }) } });
    const [redacted] = redactResult(scenarioResult('glance/a', [step]), secrets).steps;
    expect(JSON.stringify(redacted?.exchanges)).not.toContain('Zq-1');
  }
});

const sameAs = (text: string) => {
  const { value, numbers } = readJson(text);
  return [value, numbersByHolder(value, numbers)] as const;
};
