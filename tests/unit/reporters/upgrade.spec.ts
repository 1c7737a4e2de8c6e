import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'playwright/test';
import type { RunFile } from '../../../src/model.ts';
import { upgradeReport } from '../../../src/publishing/upgrade-report.ts';
import { upgrade } from '../../../src/reporters/formats/upgrade.ts';
import { overview } from '../../../src/reporters/html/pages/overview.ts';
import { Site } from '../../../src/reporters/html/site.ts';
import { summary } from '../../../src/reporters/text/summary.ts';
import { exchange, response, runFile, scenario, step } from '../../support/runs/results.ts';

const VERSIONS = [
  {
    service: 'glance' as const,
    from: '25.1.0',
    to: '33.0.0',
    added: ['GET /v2/new'],
    removed: ['GET /v2/old'],
  },
];
const taken = response({ status: 409, body: { kind: 'text', text: '<h1>409 Conflict</h1> taken' } });
const fault = step({
  name: 'rename *to* a taken name',
  verdict: 'differs',
  exchanges: {
    baseline: exchange({ response: taken }),
    target: exchange({ url: 'http://127.0.0.1:9393/v2/images', response: response({ status: 500 }) }),
  },
});

test('a change has versions, endpoints, its step and both commands; endpoints of one release are listed', () => {
  const report = upgrade(runFile([scenario('glance/images/list', [fault, step()])]), VERSIONS);
  for (const part of [
    '# Upgrade report: glance 25.1.0 → 33.0.0\n',
    'rome against sql: 1 change; 1 of 2 requests were answered differently.',
    '1. **409 → 500** in 1 request: `GET /v2/images`',
    '`glance/images/list`, rename \\*to\\* a taken name',
    '# glance 25.1.0: 409 Conflict taken\n   curl -g -i -X GET http://127.0.0.1:9292/v2/images -H "X-Auth-Token: $OS_TOKEN_BASELINE_GLANCE_IMAGES_LIST_MEMBER"',
    '# glance 33.0.0: 500',
    'curl -g -i -X GET http://127.0.0.1:9393/v2/images',
    '## Removed endpoints of glance\n\n- `GET /v2/old`',
    '## New endpoints of glance\n\n- `GET /v2/new`',
  ])
    expect(report).toContain(part);
});

test('at most 40 changes have an example; the others have a line each', () => {
  const fields = Array.from({ length: 45 }, (_, at) =>
    step({
      verdict: 'differs',
      differences: [{ kind: 'extra', path: `$.field${at}`, baseline: null, target: 1 }],
    }),
  );
  const report = upgrade(runFile([scenario('a', [...fields, fault])]), VERSIONS);
  expect(report.match(/^\d+\. /gm)).toHaveLength(40);
  expect(report).toContain('and 6 more:');
  expect(report.match(/^- New fields: /gm)).toHaveLength(6);
  expect(report.indexOf('409 → 500')).toBeLessThan(report.indexOf('field0'));
});

test('the end of a run of two releases names the changes, and the report to read', () => {
  const run = runFile([scenario('glance/images/list', [fault])], { baselineReleases: { glance: '24.0.0' } });
  const text = stripVTControlCharacters(summary(run, { width: 120, most: 5 }));
  expect(text).toContain('regression 409 → 500: GET /v2/images; in 1 request\n');
  expect(text).toContain('next: run-scenarios report --format upgrade');
  expect(text).not.toContain('fix');
});

test('the dashboard of such a run lists the changes in place of missing queries', () => {
  const scenarios = [scenario('glance/images/list', [step(), { ...fault, endpoint: 'GET /<b>' }])];
  const page = (parts: Partial<RunFile>) => {
    const run = runFile(scenarios, parts);
    return String(overview(new Site({ run, history: [], flaky: [], timings: [], functions: [] })).body);
  };
  const found = page({ baselineReleases: { glance: '24.0.0' } });
  expect(found).toContain('What the upgrade changes');
  expect(found).toContain('glance 24.0.0 → 25.1.0');
  expect(found).toContain('<strong>409 → 500</strong>');
  expect(found).not.toContain('<b>');
  expect(found).not.toContain('What to implement next');
  expect(page({})).not.toContain('What the upgrade changes');
  // The changes are not listed again.
  expect(page({})).toContain('What else failed');
  expect(found).not.toContain('What else failed');
});

test('two deployments of one release have no upgrade report', () => {
  expect(() => upgradeReport(runFile([]))).toThrow(expect.objectContaining({ code: 'COMMAND_LINE' }));
  const run = { ...runFile([]), baselineReleases: { glance: '25.1.0' } };
  expect(upgradeReport(run)).toContain('25.1.0');
});
