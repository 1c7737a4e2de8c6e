import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'playwright/test';
import type { RunEvent, RunFile } from '../../../src/model.ts';
import { summary } from '../../../src/reporters/text/summary.ts';
import { type TerminalOptions, TerminalReporter } from '../../../src/reporters/text/terminal.ts';
import { endpointResult, missing, runFile, scenario, step } from '../../support/runs/results.ts';

/** A stream that is not a terminal, with the text written to it. */
function plainStream(): { out: NodeJS.WriteStream; text: () => string } {
  let text = '';
  const out = new Writable({
    write: (chunk, _, done) => {
      text += String(chunk);
      done();
    },
  });
  return { out: out as NodeJS.WriteStream, text: () => text };
}

function report(events: readonly RunEvent[], options: TerminalOptions = {}): string {
  const { out, text } = plainStream();
  const reporter = new TerminalReporter(out, options);
  for (const event of events) reporter.onEvent(event);
  return text();
}

const plain = (run: RunFile, width: number, most: number): string =>
  stripVTControlCharacters(summary(run, { width, most }));

const GOOD = scenario('glance/good', [step()]);
const BAD = scenario('glance/bad', [
  step({
    verdict: 'refused',
    differences: [{ kind: 'status', path: 'status', baseline: 200, target: 500 }],
    missing: [
      missing('image_get_all', 'Query.union', {
        place: { file: '/r/discovery/api.py', line: 276, function: 'f' },
      }),
    ],
  }),
]);
const LEFT = scenario('glance/left', [step()], {
  failures: [{ code: 'CLEANUP', message: 'an image stays', side: 'target' }],
});
const RUN: RunFile = runFile([GOOD, BAD, LEFT], {
  endpoints: [
    endpointResult({ verdict: 'refused', called: 3, missing: ['image_get_all Query.union'] }),
    endpointResult({ endpoint: 'GET /v2/tasks', verdict: 'unreached', called: 0 }),
  ],
  missing: [missing('image_get_all', 'Query.union')],
});
const events = (run: RunFile): RunEvent[] => [
  { kind: 'started', run: { ...run, status: 'running', scenarios: [] } },
  ...run.scenarios.flatMap((result): RunEvent[] => [
    { kind: 'scenario-started', id: result.id },
    { kind: 'scenario-finished', result },
  ]),
  { kind: 'finished', run },
];

test('output to a file is plain lines without escape codes or redrawn lines', () => {
  const text = report(events(RUN));
  expect(text).toBe(stripVTControlCharacters(text));
  expect(text).not.toContain('\r');
  expect(text.endsWith('\n')).toBe(true);
});

test('each scenario has a line, with the reason if it failed', () => {
  const lines = report(events(RUN)).split('\n');
  const live = lines.filter((line) => /^[✓✗] glance/.test(line));
  expect(live.map((line) => line.split(' ').slice(0, 2))).toEqual([
    ['✓', 'glance/good'],
    ['✗', 'glance/bad'],
    ['✗', 'glance/left'],
  ]);
  expect(live[1]).toContain('list: status 500 on the target, 200 on the baseline');
  expect(live[2]).toContain('CLEANUP on the target: an image stays');
});

test('a scenario that was interrupted or ran no steps is not shown as passed', () => {
  expect(report(events(runFile([scenario('glance/none', [])])))).not.toContain('✓');
  const cut = report(events(runFile([scenario('glance/cut', [step()], { brokenOff: true })])));
  expect(cut).not.toContain('✓');
  expect(cut).toContain('interrupted after 1 step');
});

test('the summary has each cause once, with its place and blocked endpoints', () => {
  const text = plain(RUN, 80, 5);
  expect(text.match(/Query\.union refused in image_get_all/g)).toHaveLength(1);
  expect(text).toContain('blocks 1 endpoint, fixes 1');
  expect(text).toContain('CLEANUP');
  expect(text).toContain('2 of 3 scenarios failed');
  expect(text).toContain('1 unreached');
  expect(text).not.toContain('curl');
});

test('a green run is two lines', () => {
  const text = plain(runFile([GOOD], { endpoints: [endpointResult()] }), 80, 5);
  expect(text.split('\n')).toHaveLength(2);
  expect(text).toContain('✓ rome against sql: 1 scenario passed');
});

test('no line is wider than the terminal; causes that do not fit are counted', () => {
  const names = Array.from({ length: 9 }, (_, index) => `construct${index}`);
  const long = { file: `/r/discovery/${'folder/'.repeat(9)}api.py`, line: 276, function: 'f' };
  const run = runFile(
    names.map((name) =>
      scenario(`glance/${name}`, [
        step({ verdict: 'refused', missing: [missing('image_get_all', name, { place: long })] }),
      ]),
    ),
    { missing: names.map((name) => missing('image_get_all', name, { place: long })) },
  );
  for (const width of [60, 80, 120]) {
    const lines = plain(run, width, 4).split('\n');
    expect(lines.filter((line) => line.length > width)).toEqual([]);
    expect(lines).toContain('and 5 more causes');
    expect(lines.length).toBeLessThanOrEqual(24);
  }
});

test('a run read from its file is shown like the live one', () => {
  const back = JSON.parse(JSON.stringify(RUN)) as RunFile;
  expect(report(events(back))).toBe(report(events(RUN)));
});

test('the reason for an interruption is shown with its code', () => {
  const abort = { code: 'DEPLOYMENT_DIED', message: 'Glance ended', fix: 'look at its log' };
  expect(report([{ kind: 'finished', run: runFile([], { status: 'aborted', abort }) }])).toContain(
    'DEPLOYMENT_DIED',
  );
});

test('--verbose shows requests, answers and polling times', () => {
  const waits = { baseline: { tries: 1, ms: 12 }, target: { tries: 4, ms: 2345 } };
  const red = scenario('glance/wait', [
    step({ verdict: 'differs', waits }),
    step({ name: 'soon', waits: { target: { tries: 2, ms: 90 } } }),
  ]);
  const text = report(events(runFile([red])), { verbose: true });
  expect(text).toContain('polled 1 try, 12 ms on the baseline; 4 tries, 2.3 s on the target');
  // Two steps on two sides, and once more for the failure.
  expect(text.match(/\$OS_TOKEN_/g)).toHaveLength(5);
  expect(text).toContain('"images": []');
  expect(text.replace(/\s+/g, ' ')).toContain(
    'polled states: 2, 12 ms on the baseline, 2.4 s on the target; longest GET /v2/images "list": 1 try',
  );
});

test('in a log, progress is one line with finished scenarios, time left and running scenarios', () => {
  let now = 0;
  const { out, text } = plainStream();
  const expected = new Map([
    ['glance/good', 1000],
    ['glance/bad', 3000],
  ]);
  const planned = [...expected.keys()];
  const reporter = new TerminalReporter(out, { planned, expected, now: () => now });
  reporter.onEvent({ kind: 'started', run: RUN });
  reporter.onEvent({ kind: 'scenario-started', id: 'glance/good' });
  reporter.onEvent({ kind: 'scenario-started', id: 'glance/bad' });
  now = 2000;
  reporter.onEvent({ kind: 'scenario-finished', result: GOOD });
  reporter.tick();
  expect(text()).toContain('1 of 2 scenarios, about 6.0 s left; waiting for glance/bad 2.0 s');
  reporter.onEvent({ kind: 'scenario-finished', result: BAD });
  reporter.tick();
  expect(text()).toMatch(/\n2 of 2 scenarios, 1 failed\n$/);
});

test('a run that `report` does not find by itself is to be named', () => {
  const failed = scenario('a', [step({ verdict: 'differs' })]);
  expect(plain(runFile([failed]), 80, 5)).toContain('or report --open');
  expect(plain(runFile([failed], { filters: ['tags'] }), 80, 5)).toContain('or report last --open');
});
