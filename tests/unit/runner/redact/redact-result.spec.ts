import { expect, test } from 'playwright/test';
import { readJson, storedJson, withTexts, writeStored } from '../../../../src/model.ts';
import { redactResult } from '../../../../src/runner/redact/redact-result.ts';
import { Secrets } from '../../../../src/runner/redact/secrets.ts';
import { exchange, scenario as scenarioResult, step as stepResult } from '../../../support/runs/results.ts';

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

test('a difference at a secret path and a message about a secret show no value', () => {
  const shown = (path: string, value: unknown) =>
    ({ kind: 'extra', path, baseline: null, target: value }) as never;
  const failure = {
    code: 'EXPECTATION',
    message: '$.adminPass is "Zq", expected "other"',
    side: 'target',
  } as const;
  const step = stepResult({
    differences: [shown('$.adminPass', 'abc'), shown('$.token', { id: 'abc' }), shown('$.name', 'abc')],
    failures: [failure],
  });
  const [redacted] = redactResult(scenarioResult('glance/a', [step]), new Secrets()).steps;
  expect(redacted?.differences.map(({ target }) => target)).toEqual([
    '[redacted]',
    { id: '[redacted]' },
    'abc',
  ]);
  expect(redacted?.failures[0]?.message).toBe('$.adminPass is "[redacted]", expected "[redacted]"');
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
