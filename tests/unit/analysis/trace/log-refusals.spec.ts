import { expect, test } from 'playwright/test';
import { LogTracebacks } from '../../../../src/analysis/trace/log-refusals.ts';

const ID = (digit: string): string => `req-${digit.repeat(8)}-0000-4000-8000-000000000000`;
const COPY = '/srv/discovery/glance/api.py';

/** An error as oslo.log writes it: the first line contains the request id, the others only the process. */
function logged(request: string, exception: string, pid = 7, frames = FRAMES): string[] {
  const head = `2026-01-01 10:00:00.123 ${pid} ERROR glance.common.wsgi `;
  return [
    `${head}[None ${request} user project - - default default] Caught error: something`,
    `${head}Traceback (most recent call last):`,
    ...frames.flatMap(([file, line, name]) => [
      `${head}  File "${file}", line ${line}, in ${name}`,
      `${head}    some code`,
    ]),
    `${head}${exception}`,
    `${head}`,
  ];
}
const FRAMES: readonly (readonly [string, number, string])[] = [
  ['/srv/glance/api/v2/images.py', 90, 'index'],
  [COPY, 600, 'wrapper'],
  [COPY, 690, 'image_get_all'],
  [COPY, 578, '_make_query'],
  ['/srv/rome/query.py', 20, 'refuse'],
];

const take = (lines: readonly string[], request: string) => {
  const tracebacks = new LogTracebacks();
  for (const line of lines) tracebacks.add(line);
  return tracebacks.take(request);
};
const constructOf = (exception: string) => take(logged(ID('1'), exception), ID('1'))[0]?.construct;

test('a traceback has the construct, the function, the innermost place and the frames', () => {
  const [refusal] = take(
    logged(ID('1'), 'rome.errors.MissingQuery: ROME has no Query.union: called by x'),
    ID('1'),
  );
  expect(refusal).toMatchObject({
    construct: 'Query.union',
    db_api: 'image_get_all',
    at: { file: COPY, line: 578, function: '_make_query' },
    detail: 'ROME has no Query.union: called by x',
  });
  expect(refusal?.traceback).toHaveLength(FRAMES.length);
});

test('exceptions of different ROME versions for a missing construct are recognised', () => {
  expect(constructOf("AttributeError: 'RomeQuery' object has no attribute 'union'")).toBe('Query.union');
  expect(constructOf('NotImplementedError: func.count is missing')).toBe('func.count');
  expect(constructOf('ValueError: 42')).toBeUndefined();
  expect(constructOf("AttributeError: 'Image' object has no attribute 'union'")).toBeUndefined();
});

test('interleaved tracebacks of several processes are separated, with any journal prefix', () => {
  const one = logged(ID('1'), 'rome.errors.MissingQuery: ROME has no op.in', 7);
  const two = logged(ID('2'), 'rome.errors.MissingQuery: ROME has no limit', 8);
  const mixed = one.flatMap((line, index) => [
    `Jan 01 10:00:00 host glance-api[7]: ${line}`,
    two[index] as string,
  ]);
  expect(take(mixed, ID('1')).map(({ construct }) => construct)).toEqual(['op.in']);
  expect(take(mixed, ID('2')).map(({ construct }) => construct)).toEqual(['limit']);
});

test('a traceback outside the DB API and other lines are ignored', () => {
  const elsewhere = logged(ID('1'), 'rome.errors.MissingQuery: ROME has no op.in', 7, [
    ['/srv/glance/api/v2/images.py', 90, 'index'],
  ]);
  expect(take(elsewhere, ID('1'))).toEqual([]);
  expect(take(['', 'hello', '2026-01-01 10:00:00.123 7 INFO x [None - - -] started'], ID('1'))).toEqual([]);
});
