import { appendFileSync } from 'node:fs';
import { expect } from 'playwright/test';
import type { TraceEvent } from '../../../../src/model.ts';
import { Traces } from '../../../../src/runner/traces/traces.ts';
import { ON_BASELINE } from '../../../support/events.ts';
import { test } from '../../../support/folder.ts';

const event = (request: string, construct: string): TraceEvent => ({
  ...ON_BASELINE.query('f', construct),
  request,
});
const line = (each: TraceEvent): string => `${JSON.stringify(each)}\n`;
const constructs = (events: readonly TraceEvent[]): unknown[] =>
  events.map((each) => each.kind === 'query' && each.construct);

test('gives the events of a request in their order, once', ({ folder }) => {
  const file = folder.write(
    'probe.jsonl',
    line(event('r1', 'a')) + line(event('r2', 'b')) + line(event('r1', 'c')),
  );
  const traces = new Traces({ probe: file });
  expect(constructs(traces.take('r1'))).toEqual(['a', 'c']);
  expect(traces.take('r1')).toEqual([]);
  expect(constructs(traces.take('r2'))).toEqual(['b']);
});

test('follows a file that grows', ({ folder }) => {
  const file = folder.write('probe.jsonl', '');
  const traces = new Traces({ probe: file });
  expect(traces.take('r1')).toEqual([]);
  for (const construct of ['a', 'b']) {
    appendFileSync(file, line(event('r1', construct)));
    expect(constructs(traces.take('r1'))).toEqual([construct]);
  }
});

test('waits for the end of a line, wherever it was cut', ({ folder }) => {
  const bytes = Buffer.from(line(event('r1', 'größe')));
  for (let cut = 1; cut < bytes.length; cut++) {
    const file = folder.write(`${cut}.jsonl`, bytes.subarray(0, cut));
    const traces = new Traces({ probe: file });
    expect(traces.take('r1')).toEqual([]);
    appendFileSync(file, bytes.subarray(cut));
    expect(constructs(traces.take('r1'))).toEqual(['größe']);
    expect(traces.problems).toEqual([]);
  }
});

test('several readers of one file each get everything', ({ folder }) => {
  const file = folder.write('probe.jsonl', line(event('r1', 'a')));
  const readers = [new Traces({ probe: file }), new Traces({ probe: file })];
  expect(readers.map((traces) => constructs(traces.take('r1')))).toEqual([['a'], ['a']]);
  appendFileSync(file, line(event('r1', 'b')));
  expect(readers.map((traces) => constructs(traces.take('r1')))).toEqual([['b'], ['b']]);
});

test('an unreadable line and a problem of the probe are remembered, the rest is read', ({ folder }) => {
  const problem = { kind: 'probe-error', request: 'r1', time: 1, detail: 'disk full' };
  const file = folder.write('probe.jsonl', `{"kind":\n${JSON.stringify(problem)}\n${line(event('r1', 'a'))}`);
  const traces = new Traces({ probe: file });
  expect(constructs(traces.take('r1').filter(({ kind }) => kind === 'query'))).toEqual(['a']);
  expect(traces.problems).toHaveLength(2);
  expect(traces.problems).toContain('disk full');
});

test('without a probe there are no events', () => {
  expect(new Traces({}).take('r1')).toEqual([]);
});
