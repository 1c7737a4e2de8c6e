import { expect, test } from 'playwright/test';
import { causesOf } from '../../../src/analysis/causes.ts';
import type { RunFile } from '../../../src/model.ts';
import { allureResults } from '../../../src/reporters/formats/allure.ts';
import { github } from '../../../src/reporters/formats/github.ts';
import { junit } from '../../../src/reporters/formats/junit.ts';
import { markdown } from '../../../src/reporters/formats/markdown.ts';
import { sarif } from '../../../src/reporters/formats/sarif.ts';
import { overview } from '../../../src/reporters/html/pages/overview.ts';
import { scenariosPage } from '../../../src/reporters/html/pages/scenario-pages.ts';
import { Site } from '../../../src/reporters/html/site.ts';
import { summary } from '../../../src/reporters/text/summary.ts';
import { runFile, scenario, step } from '../../support/runs/results.ts';

const NOWHERE = 'GET /elsewhere (a.yaml:3)';
const unmet = { code: 'EXPECTATION', message: '$.a is 1, expected 2' };

/** Failures in a run whose endpoints are all identical. */
const FAILING: Readonly<Record<string, Parameters<typeof scenario>>> = {
  'an interruption': ['glance/odd', [step()], { brokenOff: true }],
  'a failed cleanup': [
    'glance/odd',
    [step()],
    { failures: [{ code: 'CLEANUP', message: 'stays', side: 'target' }] },
  ],
  'a refused project': [
    'glance/odd',
    [],
    { failures: [{ code: 'AUTH_REFUSED', message: 'no', side: 'target' }] },
  ],
  'a step without an endpoint': ['glance/odd', [step({ endpoint: NOWHERE, verdict: 'differs' })]],
  'an expectation that fails on both sides': [
    'glance/odd',
    [
      step({
        failures: [
          { ...unmet, side: 'baseline' },
          { ...unmet, side: 'target' },
        ],
      }),
    ],
  ],
  'a scenario without steps': ['glance/odd', []],
};

const REPORTS: Readonly<Record<string, (run: RunFile) => string>> = {
  terminal: (run) => summary(run, { width: 120, most: 9 }),
  markdown,
  github,
  junit: (run) => (/<(failure|error)/.exec(junit(run)) ? junit(run) : ''),
  sarif: (run) => JSON.stringify(JSON.parse(sarif(run, '/')).runs[0].results),
  allure: (run) =>
    allureResults(run)
      .filter(({ name }) => name.endsWith('-result.json'))
      .map(({ text }) => JSON.parse(text))
      .filter(({ status }) => status === 'failed' || status === 'broken')
      .map(({ fullName }) => fullName)
      .join(),
  overview: (run) => String(overview(site(run)).body),
  scenarios: (run) => String(scenariosPage(site(run)).body).replace(/.*v-identical.*/g, ''),
};

const site = (run: RunFile) => new Site({ run, history: [], flaky: [], timings: [], functions: [] });

for (const [what, parts] of Object.entries(FAILING)) {
  for (const [name, report] of Object.entries(REPORTS)) {
    test(`${name} shows ${what}`, () => {
      expect(report(runFile([scenario(...parts)]))).toMatch(/glance\/odd|images\/list\.yaml/);
      expect(report(runFile([scenario('glance/odd', [step()])]))).not.toMatch(/✗|≠|<failure|<error|::error/);
    });
  }
}

test('causes are numbered in order and cover every failing scenario', () => {
  const all = Object.values(FAILING).map(([, steps, rest], index) =>
    scenario(`glance/${index}`, steps, rest),
  );
  const causes = causesOf(runFile(all));
  expect(causes.map(({ number }) => number)).toEqual(causes.map((_, index) => index + 1));
  const shown = new Set(causes.flatMap(({ occurrences }) => occurrences.map((each) => each.scenario.id)));
  expect(shown.size).toBe(all.length);
});
