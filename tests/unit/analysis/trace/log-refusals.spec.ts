import { expect, test } from 'playwright/test';
import { refusalIn } from '../../../../src/analysis/trace/log-refusals.ts';
import { LoggedWords } from '../../../../src/analysis/trace/service-words.ts';

const ID = (digit: string): string => `req-${digit.repeat(8)}-0000-4000-8000-000000000000`;
const COPY = '/srv/discovery/glance/api.py';

/** An error as oslo.log writes it: the first line contains the request id, the others only the process. */
function logged(
  request: string,
  exception: string,
  pid = 7,
  frames = FRAMES,
  context = `None ${request}`,
): string[] {
  const head = `2026-01-01 10:00:00.123 ${pid} ERROR glance.common.wsgi `;
  return [
    `${head}[${context} user project - - default default] Caught error: something`,
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
  const words = new LoggedWords(() => false);
  for (const line of lines) words.add(line);
  return words.exceptions(request).flatMap((each) => refusalIn(each, request) ?? []);
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

test("the client's request id is found first or second, as in Nova's and Glance's logs, with and without colours", () => {
  const exception = 'rome.errors.MissingQuery: ROME has no Query.union';
  const [client, own] = [ID('1'), ID('2')];
  for (const context of [`${client} ${own}`, `${own} ${client}`, `None ${client}`, `- ${client}`, client]) {
    const lines = logged(client, exception, 7, FRAMES, context);
    const coloured = lines.map((line) => line.replace('ERROR', '\u001b[01;31mERROR').concat('\u001b[00m'));
    for (const each of [lines, coloured])
      expect(
        take(each, client).map(({ construct }) => construct),
        context,
      ).toEqual(['Query.union']);
  }
});

test('each exception of a request counts, also after many lines of another level', () => {
  const info = `2026-01-01 10:00:00.123 7 DEBUG glance.api [None ${ID('1')} u p - - default default] said`;
  const lines = [
    ...logged(ID('1'), 'rome.errors.MissingQuery: ROME has no op.in'),
    ...logged(ID('1'), 'ValueError: 42'),
    ...Array(1000).fill(info),
    ...logged(ID('1'), 'rome.errors.MissingQuery: ROME has no limit'),
  ];
  expect(take(lines, ID('1')).map(({ construct }) => construct)).toEqual(['op.in', 'limit']);
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
