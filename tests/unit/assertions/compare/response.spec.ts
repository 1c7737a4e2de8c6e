import { expect, test } from 'playwright/test';
import { Correspondence } from '../../../../src/assertions/compare/correspondence.ts';
import { compareResponses, finished } from '../../../../src/assertions/compare/response.ts';
import type { Comparison, Difference, Json, Response } from '../../../../src/model.ts';
import { kindsAndPaths } from '../../../support/answers/compare.ts';
import { response } from '../../../support/runs/results.ts';

const compare = (baseline: Response, target: Response, path = '/v2/images', how?: Comparison): Difference[] =>
  finished(
    compareResponses(baseline, target, {
      correspondence: new Correspondence(),
      own: { baseline: [], target: [] },
      path,
      ...(how ? { compare: how } : {}),
    }),
  );
const json = (value: Json): Response => response({ body: { kind: 'json', value } });

test('a different status is the only difference', () => {
  const found = compare(response({ status: 200 }), { status: 500, headers: {}, body: { kind: 'empty' } });
  expect(found).toEqual([{ kind: 'status', path: 'status', baseline: 200, target: 500 }]);
});

test('headers of the service are compared, headers of the connection are not', () => {
  const headers = {
    'x-a': '1',
    'x-gone': 'x',
    date: 'now',
    server: 'a',
    'content-length': '1',
    connection: 'close',
  };
  const found = compare(
    response({ headers }),
    response({ headers: { 'x-a': '2', 'x-new': 'y', date: 'then' } }),
  );
  expect(kindsAndPaths(found)).toEqual([
    'header headers.x-a',
    'header headers.x-gone',
    'header headers.x-new',
  ]);
});

test('an id in a header is the same as in the body', () => {
  const [a, b, x, y] = ['1', '2', '3', '4'].map((d) => `${d.repeat(8)}-0000-4000-8000-000000000000`);
  const answer = (location: string | undefined, id: string | undefined): Response =>
    response({
      headers: { location: `/v2/images/${location}` },
      body: { kind: 'json', value: { id: id as string } },
    });
  expect(compare(answer(a, a), answer(x, x))).toEqual([]);
  expect(kindsAndPaths(compare(answer(a, a), answer(x, y)))).toEqual(['pairing $.id']);
  expect(kindsAndPaths(compare(answer(a, b), answer(x, x)))).toEqual(['pairing $.id']);
});

const LIST = (names: readonly string[]): Response =>
  json({ images: names.map((name) => ({ name, tags: [name, 'z'] })) });
const TURNED = json({
  images: [
    { name: 'b', tags: ['b', 'z'] },
    { name: 'a', tags: ['z', 'a'] },
  ],
});

for (const sort of ['sort=name:asc', 'sort_key=name', 'limit=2&sort_dir=desc']) {
  test(`?${sort} makes only the listing ordered`, () => {
    expect(kindsAndPaths(compare(LIST(['a', 'b']), TURNED, `/v2/images?${sort}`))).toEqual([
      'order $.images',
    ]);
    expect(compare(LIST(['b', 'a']), TURNED, `/v2/images?${sort}`)).toEqual([]);
  });
}

test('a listing is unordered without a sort parameter; ?resort is not one', () => {
  expect(compare(LIST(['a', 'b']), TURNED)).toEqual([]);
  expect(compare(LIST(['a', 'b']), TURNED, '/v2/images?resort=1')).toEqual([]);
});

test('compare.ordered makes the selected arrays ordered', () => {
  const tags = (...names: string[]): Response => json({ tags: names, others: [...names] });
  const how = { ordered: ['$.tags'], reason: 'as they were added' };
  expect(kindsAndPaths(compare(tags('a', 'b'), tags('b', 'a'), '/', how))).toEqual(['order $.tags']);
});

test('compare.undated allows older times and excludes them from the order of times', () => {
  const types = (...times: (string | null)[]): Response =>
    json({ types: times.map((at, number) => ({ number, at })), made_at: '2026-01-01T10:00:01Z' });
  const how = { undated: ['$.types[*].at'], reason: 'of an earlier run' };
  const [early, now] = ['2026-01-01T09:00:00Z', '2026-01-01T10:00:02Z'];
  expect(kindsAndPaths(compare(types(early), types(now), '/'))).not.toEqual([]);
  expect(compare(types(early, now), types(now, early), '/', how)).toEqual([]);
  expect(kindsAndPaths(compare(types(early), types(null), '/', how))).toEqual(['type $.types[0].at']);
});

test('text, binary and empty bodies are compared', () => {
  const body = (value: Response['body']): Response => response({ body: value });
  const binary = (sha256: string) => body({ kind: 'binary', bytes: 2, sha256 });
  expect(compare(binary('a'), binary('a'))).toEqual([]);
  expect(kindsAndPaths(compare(binary('a'), binary('b')))).toEqual(['value $']);
  expect(
    kindsAndPaths(compare(body({ kind: 'text', text: 'a' }), body({ kind: 'text', text: 'b' }))),
  ).toEqual(['value $']);
  expect(kindsAndPaths(compare(body({ kind: 'empty' }), json({})))).toEqual(['type $']);
  expect(compare(body({ kind: 'empty' }), body({ kind: 'empty' }))).toEqual([]);
});

test('compare.ordered selects arrays inside the elements of a listing', () => {
  const tags = (...names: string[]): Response => json({ images: [{ tags: names }] });
  const how = { ordered: ['$.images[*].tags'], reason: 'as they were added' };
  expect(kindsAndPaths(compare(tags('a', 'b'), tags('b', 'a'), '/v2/images', how))).toHaveLength(1);
});

test("a time that is recent by one side's clock and an hour off by the other side's is a difference", () => {
  const at = (date: string, created: string): Response =>
    response({ headers: { date }, body: { kind: 'json', value: { created_at: created } } });
  const right = at('Thu, 01 Jan 2026 10:00:07 GMT', '2026-01-01T10:00:05Z');
  const shifted = at('Thu, 01 Jan 2026 12:00:00 GMT', '2026-01-01T13:00:00Z');
  expect(compare(right, at('Thu, 01 Jan 2026 12:00:00 GMT', '2026-01-01T12:00:00Z'))).toEqual([]);
  expect(kindsAndPaths(compare(right, shifted))).toEqual(['order $.created_at']);
  expect(kindsAndPaths(compare(shifted, right))).toEqual(['order $.created_at']);
});
