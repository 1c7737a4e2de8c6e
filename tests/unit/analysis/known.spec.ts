import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'playwright/test';
import { accept, bothKnown, gateOf, knownIn, OUTSIDE } from '../../../src/analysis/known.ts';
import { runDiff } from '../../../src/analysis/run-diff.ts';
import { readKnown, writeKnown } from '../../../src/config/known.ts';
import { endpointResult, exchange, response, runFile, scenario, step } from '../../support/runs/results.ts';

const bad = (name: string) => step({ name, verdict: 'differs' });
const TODAY = { reason: 'not ported yet', today: '2026-11-28' };

test('accepted failures are known or, if they pass now, fixed; other failures are new', () => {
  const first = runFile([scenario('a', [bad('one'), bad('two'), step()]), scenario('b', [step()])]);
  const known = accept(first, {}, TODAY);
  expect(known).toEqual({
    a: {
      reason: 'not ported yet',
      since: '2026-11-28',
      steps: ['one', 'two'],
      answers: { one: 200, two: 200 },
    },
  });
  expect(gateOf(first, known)).toMatchObject({ fresh: [], fixed: [] });

  const failures = [{ code: 'CLEANUP', message: 'left', side: 'target' as const }];
  const next = runFile([
    scenario('a', [bad('one'), step({ name: 'two' })]),
    scenario('b', [bad('x')], { failures }),
  ]);
  expect(gateOf(next, known)).toEqual({
    fresh: [
      { scenario: 'b', step: 'x' },
      { scenario: 'b', step: OUTSIDE },
    ],
    known: [{ scenario: 'a', step: 'one' }],
    fixed: [{ scenario: 'a', step: 'two' }],
  });
});

test('an accepted step that the target answers with another status is a new failure', () => {
  const answering = (status?: number) =>
    runFile([
      scenario('a', [
        step({
          name: 'one',
          verdict: 'differs',
          exchanges: status === undefined ? {} : { target: exchange({ response: response({ status }) }) },
        }),
      ]),
    ]);
  const isNew = (before: number | undefined, now: number | undefined) =>
    gateOf(answering(now), accept(answering(before), {}, TODAY)).fresh.length === 1;
  expect([isNew(200, 200), isNew(undefined, undefined)]).toEqual([false, false]);
  expect([isNew(200, 500), isNew(undefined, 500), isNew(500, undefined)]).toEqual([true, true, true]);
  // Accepted by an earlier version, or by the scenario itself.
  const any = { a: { reason: 'x', since: '2026-01-01', steps: ['one'] } };
  expect(gateOf(answering(500), any).fresh).toEqual([]);
  expect(gateOf(answering(500), bothKnown(accept(answering(200), {}, TODAY), any)).fresh).toEqual([]);
});

test('which of several requests at once fails is a matter of chance, so they are accepted together', () => {
  const atOnce = { name: 'race', requests: 2 };
  const raced = (first: 'identical' | 'differs', second: 'identical' | 'differs') =>
    runFile([
      scenario('a', [
        step({ name: 'race (1 of 2)', verdict: first, atOnce }),
        step({ name: 'race (2 of 2)', verdict: second, atOnce }),
      ]),
    ]);
  const known = accept(raced('identical', 'differs'), {}, TODAY);
  expect(known.a?.steps).toEqual(['race']);
  expect(gateOf(raced('differs', 'identical'), known)).toMatchObject({ fresh: [], fixed: [] });
  expect(gateOf(raced('identical', 'identical'), known).fixed).toEqual([{ scenario: 'a', step: 'race' }]);
});

test('a second accept keeps the reason and date of known failures, and scenarios that did not run', () => {
  const known = {
    a: { reason: 'old', since: '2026-01-01', steps: ['one', 'two'] },
    c: { reason: 'other', since: '2026-01-02', steps: ['x'] },
  };
  expect(accept(runFile([scenario('a', [bad('one')])]), known, TODAY)).toEqual({
    a: { reason: 'old', since: '2026-01-01', steps: ['one'], answers: { one: 200 } },
    c: known.c,
  });
  expect(accept(runFile([scenario('a', [step()])]), known, TODAY)).toEqual({ c: known.c });
});

test('a written file is read unchanged; a misspelt key is CONFIG_INVALID', () => {
  const file = test.info().outputPath('known.yaml');
  expect(readKnown(file)).toEqual({});
  const known = { 'rome-2015': accept(runFile([scenario('a', [bad('one: "two"')])]), {}, TODAY) };
  writeKnown(file, known);
  expect(readKnown(file)).toEqual(known);
  writeFileSync(file, readFileSync(file, 'utf8').replace('since:', 'sinse:'));
  expect(() => readKnown(file)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
});

test('a run diff lists broken endpoints, failing and passing steps, and slowdowns on the target only', () => {
  const timed = (ms: number, slowness: number) =>
    step({
      exchanges: { baseline: exchange({ ms: 10 * slowness }), target: exchange({ ms: ms * slowness }) },
    });
  const endpoints = (verdict: 'identical' | 'differs') => [endpointResult({ verdict })];
  const before = runFile([scenario('a', [timed(20, 1)]), scenario('gone', [step()])], {
    endpoints: endpoints('identical'),
  });
  const broken = runFile([scenario('a', [timed(90, 1), bad('new')])], { endpoints: endpoints('differs') });
  expect(runDiff(before, broken)).toMatchObject({
    broke: [{ endpoint: 'GET /v2/images', from: 'identical', to: 'differs' }],
    failing: [{ scenario: 'a', step: 'new' }],
    slower: [{ endpoint: 'GET /v2/images' }],
    gone: ['gone'],
  });
  expect(runDiff(broken, before)).toMatchObject({ broke: [], passing: [{ scenario: 'a', step: 'new' }] });
  // A busy machine slows down both sides.
  const busy = runFile([scenario('a', [timed(20, 5)]), scenario('gone', [step()])], {
    endpoints: endpoints('identical'),
  });
  expect(runDiff(before, busy).slower).toEqual([]);
});

test('a filtered run is compared by the scenarios that both runs have', () => {
  const endpoint = 'POST /v2/images';
  const before = runFile([scenario('a', [step()]), scenario('other', [{ ...bad('other'), endpoint }])], {
    endpoints: [
      endpointResult({ verdict: 'identical' }),
      endpointResult({ endpoint, verdict: 'differs', scenarios: ['other'] }),
    ],
  });
  const filtered = runFile([scenario('a', [step()])], {
    filters: ['a'],
    endpoints: [endpointResult({ verdict: 'identical' }), endpointResult({ endpoint, verdict: 'unreached' })],
  });
  const nothing = { broke: [], fixed: [], failing: [], passing: [], appeared: [], solved: [], slower: [] };
  expect(runDiff(before, filtered)).toEqual({ ...nothing, gone: [], added: [], notRun: 1 });
  expect(runDiff(filtered, before)).toEqual({ ...nothing, gone: [], added: [], notRun: 0 });
});

test('a failure that its scenario accepts is known until the end date', () => {
  const steps = [
    { name: 'one', known: { reason: 'not ported', issue: '#1', until: '2026-11-28' } },
    { name: 'two', known: { reason: 'never' } },
    { name: 'three' },
  ];
  const scenarios = [{ id: 'a', steps }] as unknown as Parameters<typeof knownIn>[0];
  const on = (day: string) => knownIn(scenarios, day).a?.steps;
  expect(on('2026-11-28')).toEqual(['one', 'two']);
  expect(on('2026-11-29')).toEqual(['two']);
  const run = runFile([scenario('a', [bad('one'), bad('two'), bad('three')])]);
  const both = bothKnown({ a: { ...TODAY, since: 'x', steps: ['three'] } }, knownIn(scenarios, '2026-11-29'));
  expect(gateOf(run, both).fresh).toEqual([{ scenario: 'a', step: 'one' }]);
});
