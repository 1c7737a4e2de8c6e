import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'playwright/test';
import { causesOf } from '../../../src/analysis/causes.ts';
import { failuresOf } from '../../../src/analysis/known.ts';
import { isFailed, isGreen, isPassed } from '../../../src/analysis/verdict.ts';
import { allureResults } from '../../../src/reporters/formats/allure.ts';
import { junit } from '../../../src/reporters/formats/junit.ts';
import { scenariosPage } from '../../../src/reporters/html/pages/scenario-pages.ts';
import { Site } from '../../../src/reporters/html/site.ts';
import { summary } from '../../../src/reporters/text/summary.ts';
import { parseXml } from '../../support/files/xml.ts';
import { runFile, scenario, step } from '../../support/runs/results.ts';

const reason = 'lab has no second compute';
const passed = scenario('glance/a', [step()]);
const lacking = scenario('glance/b', [], { unavailable: reason });
const failing = scenario('glance/c', [step({ verdict: 'differs' })], { unavailable: reason });

test('an unavailable scenario neither passed nor failed, unless a step failed before', () => {
  expect([isPassed(lacking), isFailed(lacking)]).toEqual([false, false]);
  expect([isPassed(failing), isFailed(failing)]).toEqual([false, true]);
  expect(isGreen([passed, lacking])).toBe(true);
  expect(isGreen([lacking])).toBe(false);
  expect(isGreen([passed, failing])).toBe(false);
  expect(causesOf(runFile([passed, lacking]))).toEqual([]);
  expect([...failuresOf(runFile([passed, lacking, failing])).keys()]).toEqual(['glance/a', 'glance/c']);
});

test('reports show an unavailable scenario with its reason, and never as passed', () => {
  const run = runFile([passed, lacking, scenario('glance/d', [step()], { unavailable: reason })]);
  const text = stripVTControlCharacters(summary(run, { width: 120, most: 5 }));
  expect(text).toContain('1 scenario passed, 2 steps, 2 unavailable');
  expect(text).toContain(`unavailable: 2 scenarios, because ${reason}`);
  const suites = parseXml(junit(run)).children;
  expect(suites.map(({ attributes }) => attributes.skipped)).toEqual(['0', '1', '1']);
  const [skipped] = suites[1]?.children[0]?.children ?? [];
  expect([skipped?.name, skipped?.attributes.message]).toEqual(['skipped', reason]);
  const statuses = allureResults(run)
    .filter(({ name }) => name.endsWith('-result.json'))
    .map((file) => JSON.parse(file.text).status);
  expect(statuses).toEqual(['passed', 'skipped', 'skipped']);
  const site = new Site({ run, history: [], flaky: [], timings: [], functions: [] });
  const page = String(scenariosPage(site).body);
  expect(page).toContain(`unavailable: ${reason}`);
  expect(page).toContain('1 of 3 scenarios ran; 1 as expected');
});
