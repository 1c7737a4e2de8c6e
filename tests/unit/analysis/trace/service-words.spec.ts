import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { isOutweighed, LoggedWords } from '../../../../src/analysis/trace/service-words.ts';

const ID = 'req-00000000-0000-4000-8000-000000000001';
const OTHER = 'req-00000000-0000-4000-8000-000000000002';
const at = (id: string, said: string, level = 'ERROR') =>
  `2026-01-01 10:00:00.000 7 ${level} glance.common.wsgi [None ${id} u p - - default default] ${said}\u001b[00m`;
const more = (said: string) => `2026-01-01 10:00:00.001 7 ERROR glance.common.wsgi ${said}`;

const LINES = [
  at(OTHER, 'of another request', 'INFO'),
  at(ID, "Caught error: 'oops'"),
  more('Traceback (most recent call last):'),
  more('  File "/usr/lib/glance/api.py", line 7, in index'),
  more('    return db.get()'),
  more('  File "/run/discovery/glance/api.py", line 12, in image_get'),
  more("    raise KeyError('oops')"),
  more("KeyError: 'oops'"),
];

const words = (lines: readonly string[], id = ID) => {
  const logged = new LoggedWords((file) => file.includes('discovery'));
  for (const line of lines) logged.add(line);
  return logged.of(id);
};

test('an exception has a type, message and frames, with frames in the copy marked', () => {
  const said = words(LINES);
  expect(said?.exception).toEqual({
    type: 'KeyError',
    message: "'oops'",
    frames: [
      { file: '/usr/lib/glance/api.py', line: 7, function: 'index', code: 'return db.get()' },
      {
        file: '/run/discovery/glance/api.py',
        line: 12,
        function: 'image_get',
        code: "raise KeyError('oops')",
        inCopy: true,
      },
    ],
  });
  expect(said?.log[0]).toBe("2026-01-01 10:00:00.000 ERROR glance.common.wsgi Caught error: 'oops'");
});

test('a request gets only its own lines; without lines it has no log', () => {
  expect(words(LINES, OTHER)).toEqual({
    log: ['2026-01-01 10:00:00.000 INFO glance.common.wsgi of another request'],
  });
  expect(words(LINES, ID.replace('1', '3'))).toBeUndefined();
});

test('the request ids of the client and of the service are both recognised', () => {
  const line = `2026-01-01 10:00:00.000 7 INFO nova.api [${ID} ${OTHER} u p - - default default] said`;
  expect(words([line])?.log).toEqual(words([line], OTHER)?.log);
});

test('the number and length of kept log lines are limited', { tag: '@long' }, () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), fc.nat(600), (texts, times) => {
      const long = Array.from({ length: times }, (_, n) => at(ID, `line ${n} ${'x'.repeat(n)}`));
      const said = words([...texts, ...long, ...texts]);
      expect(said?.log.length ?? 0).toBeLessThanOrEqual(61);
      for (const line of said?.log ?? []) expect(line.length).toBeLessThanOrEqual(400);
    }),
    { numRuns: 10 },
  );
});

test('an exception is found although other users of the cloud sent many requests since', {
  tag: '@long',
}, () => {
  const id = (n: number) => `req-${String(n).padStart(8, '0')}-0000-4000-8000-000000000009`;
  const others = Array.from({ length: 6000 }, (_, n) => at(id(n), 'said', 'INFO'));
  expect(words([...LINES, ...others])?.exception?.type).toBe('KeyError');
  expect(words([...LINES, ...others], OTHER)).toBeUndefined();
});

test('an exception in the copy counts, not one that the service then logs for its answer', () => {
  const answer = [
    'Traceback (most recent call last):',
    '  File "/usr/lib/glance/wsgi.py", line 3, in answer',
    'webob.exc.HTTPInternalServerError: Unexpected API Error',
  ];
  const later = [at(ID, 'Caught error: 500'), ...answer.map(more)];
  expect(words([...LINES, ...later])?.exception).toMatchObject({ type: 'KeyError', message: "'oops'" });
  expect(words([...later, ...LINES])?.exception).toMatchObject({ type: 'KeyError' });
  expect(words(later)?.exception).toMatchObject({ type: 'HTTPInternalServerError' });
});

const frame = (name: string, inCopy = false) => ({
  ...{ file: '/x.py', line: 1, function: name },
  ...(inCopy && { inCopy: true as const }),
});
const raisedByRome = [frame('update'), frame('image_update', true), frame('execute')];
const AT_ONCE = { atOnce: { name: 'both', of: 2 } as never };

test("the exception of a request at once outweighs a located fault, but not the copy's edit that explains it", () => {
  const outweighed = (within: string | undefined, ...frames: ReturnType<typeof frame>[]) =>
    isOutweighed(
      within === undefined ? {} : { edit: { within } as never },
      { type: 'DBDeadlock', message: '', frames },
      AT_ONCE,
    );
  expect(outweighed(undefined, ...raisedByRome)).toBe(true);
  expect(outweighed('another', ...raisedByRome)).toBe(true);
  expect(outweighed('image_update', ...raisedByRome)).toBe(false);
  const raisedByCopy = [frame('update'), frame('image_update', true)];
  expect(outweighed('another', ...raisedByCopy)).toBe(false);
  expect(outweighed(undefined, ...raisedByCopy)).toBe(true);
  expect(outweighed('another', frame('update'))).toBe(false);
  expect(isOutweighed({}, undefined, AT_ONCE)).toBe(false);
});

test('the exception that ended a poll outweighs a read of other state, which the poll may have read earlier', () => {
  const exception = { type: 'KeyError', message: '', frames: raisedByRome };
  const event = {
    kind: 'statement',
    sql: 'SELECT things.id FROM things',
    given: [],
    ...{ rows: 1 },
  } as never;
  const read = { kind: 'value', sameQuestion: true, ours: true, baseline: event, target: event } as never;
  const poll = { poll: {} as never };
  expect(isOutweighed({ divergence: read }, exception, poll)).toBe(true);
  expect(isOutweighed({ divergence: read }, undefined, poll)).toBe(false);
  expect(isOutweighed({ divergence: read }, exception, {})).toBe(false);
  expect(isOutweighed({ divergence: read, inStep: 'create' }, exception, poll)).toBe(false);
  expect(isOutweighed({ divergence: read, inStep: 'both', isAtOnce: true }, exception, poll)).toBe(true);
  expect(isOutweighed({ divergence: read, edit: { within: 'another' } as never }, exception, poll)).toBe(
    false,
  );
});
