import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'playwright/test';
import type { RunEvent, RunFile } from '../../../src/model.ts';
import { TerminalReporter } from '../../../src/reporters/text/terminal.ts';
import { endpointResult, missing, runFile, scenario, step } from '../../support/results.ts';

/** A stream that is no terminal, and what was written to it. */
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

function report(events: readonly RunEvent[]): string {
  const { out, text } = plainStream();
  const reporter = new TerminalReporter(out);
  for (const event of events) reporter.onEvent(event);
  return text();
}

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

test('without a terminal there are plain lines: no escape code, nothing redrawn', () => {
  const text = report(events(RUN));
  expect(text).toBe(stripVTControlCharacters(text));
  expect(text).not.toContain('\r');
  expect(text.endsWith('\n')).toBe(true);
});

test('a line per scenario, what failed below it', () => {
  const lines = stripVTControlCharacters(report(events(RUN))).split('\n');
  expect(lines.filter((line) => /^[✓✗]/.test(line)).map((line) => line.split(' ').slice(0, 2))).toEqual([
    ['✓', 'glance/good'],
    ['✗', 'glance/bad'],
    ['✗', 'glance/left'],
  ]);
  const below = lines.slice(lines.findIndex((line) => line.includes('glance/bad')) + 1);
  expect(below.some((line) => line.includes('Query.union') && line.includes('discovery/api.py:276'))).toBe(
    true,
  );
  expect(below.some((line) => line.includes('CLEANUP'))).toBe(true);
  expect(below.filter((line) => line.includes('$OS_TOKEN_')).length).toBeGreaterThanOrEqual(2);
});

test('a scenario of which no step ran is not told as good', () => {
  const text = report(events(runFile([scenario('glance/none', [])])));
  expect(text).not.toContain('✓');
});

test('the end tells every endpoint that was reached, and counts all of them', () => {
  const { out, text } = plainStream();
  new TerminalReporter(out).onEvent({ kind: 'finished', run: RUN });
  const rows = text()
    .split('\n')
    .filter((line) => line.includes('/v2/'));
  expect(rows).toHaveLength(1);
  expect(rows[0]).toContain('refused');
  expect(text()).toContain('1 unreached');
  expect(text()).toContain('image_get_all');
});

test('a run read back from its file is told like the live one', () => {
  const back = JSON.parse(JSON.stringify(RUN)) as RunFile;
  expect(report(events(back))).toBe(report(events(RUN)));
});

test('why a run was broken off is told with its code', () => {
  const abort = { code: 'DEPLOYMENT_DIED', message: 'Glance ended', fix: 'look at its log' };
  expect(report([{ kind: 'finished', run: runFile([], { status: 'aborted', abort }) }])).toContain(
    'DEPLOYMENT_DIED',
  );
});

test('how long states were waited for is told with the step that fails, and where it was longest', () => {
  const waits = { baseline: { tries: 1, ms: 12 }, target: { tries: 4, ms: 2345 } };
  const red = scenario('glance/wait', [
    step({ verdict: 'differs', waits }),
    step({ name: 'soon', waits: { target: { tries: 2, ms: 90 } } }),
  ]);
  const text = report(events(runFile([red])));
  expect(text).toContain('waited 1 try, 12 ms on the baseline; 4 tries, 2.3 s on the target');
  expect(text).toContain(
    'states waited for: 2, 0.0 s on the baseline, 2.4 s on the target; longest GET /v2/images "list": 1 try',
  );
});
