import { appendFileSync, renameSync, truncateSync } from 'node:fs';
import fc from 'fast-check';
import { expect } from 'playwright/test';
import type { TraceEvent } from '../../../../src/model.ts';
import { parseTraceLine } from '../../../../src/runner/traces/trace-line.ts';
import { Traces } from '../../../../src/runner/traces/traces.ts';
import { bytesRead } from '../../../support/files/bytes-read.ts';
import { test } from '../../../support/files/folder.ts';
import { ON_BASELINE } from '../../../support/runs/events.ts';

const event = (request: string, construct: string): TraceEvent => ({
  ...ON_BASELINE.query('f', construct),
  request,
});
const line = (each: TraceEvent): string => `${JSON.stringify(each)}\n`;
const constructs = (events: readonly TraceEvent[]): unknown[] =>
  events.map((each) => each.kind === 'query' && each.construct);

test('the events of a request are returned in order, once', ({ folder }) => {
  const file = folder.write('probe.jsonl', '');
  const traces = new Traces({ probe: file });
  appendFileSync(file, line(event('r1', 'a')) + line(event('r2', 'b')) + line(event('r1', 'c')));
  expect(constructs(traces.take('r1'))).toEqual(['a', 'c']);
  expect(traces.take('r1')).toEqual([]);
  expect(constructs(traces.take('r2'))).toEqual(['b']);
});

test('events appended to the file are read', ({ folder }) => {
  const file = folder.write('probe.jsonl', '');
  const traces = new Traces({ probe: file });
  expect(traces.take('r1')).toEqual([]);
  for (const construct of ['a', 'b']) {
    appendFileSync(file, line(event('r1', construct)));
    expect(constructs(traces.take('r1'))).toEqual([construct]);
  }
});

test('a partial line is read when it is complete, regardless of where it was cut', { tag: '@long' }, ({
  folder,
}) => {
  const bytes = Buffer.from(line(event('r1', 'größe')));
  for (let cut = 1; cut < bytes.length; cut++) {
    const file = folder.write(`${cut}.jsonl`, bytes.subarray(0, cut));
    const traces = new Traces({ probe: file });
    expect(traces.take('r1')).toEqual([]);
    appendFileSync(file, bytes.subarray(cut));
    expect(constructs(traces.take('r1'))).toEqual(['größe']);
    expect(traces.lost()).toEqual([]);
  }
});

test('several readers of one file each get all events', ({ folder }) => {
  const file = folder.write('probe.jsonl', '');
  const readers = [new Traces({ probe: file }), new Traces({ probe: file })];
  appendFileSync(file, line(event('r1', 'a')));
  expect(readers.map((traces) => constructs(traces.take('r1')))).toEqual([['a'], ['a']]);
  appendFileSync(file, line(event('r1', 'b')));
  expect(readers.map((traces) => constructs(traces.take('r1')))).toEqual([['b'], ['b']]);
});

test('events that nobody takes are dropped when all scenarios that could take them have ended', ({
  folder,
}) => {
  const file = folder.write('probe.jsonl', '');
  // Scenarios begin, send a request, and end in any order. Each takes the events of all of its requests but the first.
  const turn = fc.record({ scenario: fc.nat(3), action: fc.constantFrom('begin', 'send', 'read', 'end') });
  fc.assert(
    fc.property(fc.array(turn, { maxLength: 60 }), (turns) => {
      const traces = new Traces({ probe: file });
      const running = new Map<number, { readonly end: () => void; readonly sent: string[] }>();
      let number = 0;
      const end = (scenario: number) => {
        const { sent = [], end } = running.get(scenario) ?? {};
        for (const request of sent.slice(1)) expect(constructs(traces.take(request))).toEqual(['a', 'b']);
        end?.();
        running.delete(scenario);
      };
      for (const { scenario, action } of turns) {
        if (action === 'begin' && !running.has(scenario))
          running.set(scenario, { end: traces.begin(), sent: [] });
        if (action === 'send' && running.has(scenario)) {
          const request = `r${number++}`;
          running.get(scenario)?.sent.push(request);
          appendFileSync(file, line(event(request, 'a')) + line(event(request, 'b')));
        }
        if (action === 'read') traces.take('another');
        if (action === 'end') end(scenario);
      }
      traces.take('another');
      for (const scenario of [...running.keys()]) end(scenario);
      const last = traces.begin();
      traces.take('another');
      last();
      for (let each = 0; each < number; each++) expect(traces.take(`r${each}`)).toEqual([]);
    }),
    { numRuns: 50 },
  );
});

test('invalid lines and probe errors are counted by reason; other lines are read', ({ folder }) => {
  const failed = { kind: 'probe-error', time: 1, where: 'statements', error: 'OSError: disk\u001b[31m full' };
  const lines = ['{"kind":', 'null', '{"kind":"query","time":1}', ...Array(3).fill(JSON.stringify(failed))];
  const file = folder.write('probe.jsonl', '');
  const traces = new Traces({ probe: file });
  appendFileSync(file, `${lines.join('\n')}\n${line(event('r1', 'a'))}`);
  expect(constructs(traces.take('r1'))).toEqual(['a']);
  expect(traces.lost()).toEqual([
    expect.stringContaining('unreadable line: '),
    'unreadable line: the event must be object',
    "unreadable line: the event must have required property 'construct'",
    'statements failed: OSError: disk [31m full (3 times)',
  ]);
});

test('an error after the last request is counted', ({ folder }) => {
  const file = folder.write('probe.jsonl', '');
  const traces = new Traces({ probe: file });
  expect(traces.lost()).toEqual([]);
  appendFileSync(
    file,
    `${JSON.stringify({ kind: 'probe-error', time: 1, where: 'calls', error: 'KeyError: 1' })}\n`,
  );
  expect(traces.lost()).toEqual(['calls failed: KeyError: 1']);
});

test('the number and length of reported probe errors are limited', ({ folder }) => {
  const errors = Array.from({ length: 1000 }, (_, n) =>
    JSON.stringify({ kind: 'probe-error', time: 1, where: 'w', error: `${n} ${'x'.repeat(5000)}` }),
  );
  const file = folder.write('probe.jsonl', '');
  const traces = new Traces({ probe: file });
  appendFileSync(file, `${errors.join('\n')}\n`);
  const lost = traces.lost();
  expect(lost).toHaveLength(6);
  expect(lost.at(-1)).toBe('for other reasons (995 times)');
  expect(lost.join('').length).toBeLessThan(1500);
});

test('each kind of event is valid, and invalid without a required member', () => {
  const frame = { file: 'api.py', line: 1, function: 'f' };
  const lines = [
    { kind: 'statement', constructs: ['select'], sql: 'SELECT 1', rows: 1, keys: ['a', 1, null], ms: 1 },
    { kind: 'query', construct: 'Query.one', value: '1' },
    { kind: 'call', function: 'image_get', ms: 1 },
    { kind: 'refusal', construct: 'limit', detail: 'no limit', traceback: ['a in b'] },
    { kind: 'round-trip', script: 'fetch' },
  ] satisfies DistributiveOmit<TraceEvent, 'request' | 'time'>[];
  const required = { statement: 2, query: 1, call: 2, refusal: 3, 'round-trip': 1 };
  for (const each of lines) {
    const whole = { time: 1, request: 'r', db_api: 'f', via: ['g'], at: frame, inner: frame, ...each };
    expect(parseTraceLine(JSON.stringify(whole))).toEqual(whole);
    const refused = Object.keys(each).filter((key) => {
      const { [key]: _, ...less } = whole as Record<string, unknown>;
      return throws(() => parseTraceLine(JSON.stringify(less)));
    });
    expect(refused, each.kind).toHaveLength(required[each.kind] + 1);
  }
});

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

function throws(action: () => unknown): boolean {
  try {
    action();
    return false;
  } catch {
    return true;
  }
}

test('content from before the run is not read, regardless of its size', ({ folder }) => {
  for (const before of [1, 70_000, 5_000_000]) {
    const half = line(event('r1', 'a'));
    const file = folder.write('probe.jsonl', `${'x'.repeat(before)}\n${half.slice(0, 9)}`);
    const read = bytesRead();
    const traces = new Traces({ probe: file });
    // The partial line is read again when it is complete. Its start is found by reading one chunk.
    expect(traces.take('r1')).toEqual([]);
    expect(bytesRead() - read).toBeLessThan(200_000);
    appendFileSync(file, half.slice(9));
    expect(constructs(traces.take('r1'))).toEqual(['a']);
    expect(traces.lost()).toEqual([]);
  }
});

test('a file that is truncated, replaced or removed is read from its start, and its rotations are reported', ({
  folder,
}) => {
  const file = folder.write('probe.jsonl', `${'x'.repeat(500)}\n`);
  const rotations = {
    truncated: () => truncateSync(file),
    replaced: () => {
      renameSync(file, `${file}.1`);
      folder.write('probe.jsonl', '');
    },
    removed: () => {
      renameSync(file, `${file}.1`);
      expect(traces.take('r1')).toEqual([]);
      folder.write('probe.jsonl', '');
    },
  };
  const traces = new Traces({ probe: file });
  appendFileSync(file, line(event('r1', 'a')));
  expect(constructs(traces.take('r1'))).toEqual(['a']);
  for (const rotate of [...Object.values(rotations), rotations.truncated]) {
    // The first bytes of a character that the rotation cuts.
    appendFileSync(file, Buffer.from('"größe').subarray(0, 4));
    traces.take('r1');
    rotate();
    appendFileSync(file, line(event('r1', 'größe')));
    expect(constructs(traces.take('r1'))).toEqual(['größe']);
  }
  expect(traces.lost()).toEqual([expect.stringContaining('probe.jsonl was rotated (4×)')]);
});

test('without a probe there are no events', () => {
  expect(new Traces({}).take('r1')).toEqual([]);
});
