import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { Correspondence } from '../../../../src/assertions/compare/correspondence.ts';
import { compareResponses, finished } from '../../../../src/assertions/compare/response.ts';
import type { Json } from '../../../../src/model.ts';
import { differences, kindsAndPaths } from '../../../support/answers/compare.ts';
import { response } from '../../../support/runs/results.ts';

const compared = (baseline: Json, target: Json): string[] => kindsAndPaths(differences(baseline, target));
const uuid = (digit: string) => [8, 4, 4, 4, 12].map((length) => digit.repeat(length)).join('-');

test('ids in Base64 correspond at any length, in both alphabets, with and without padding', () => {
  const ways = [
    (text: string) => Buffer.from(text).toString('base64'),
    (text: string) => Buffer.from(text).toString('base64').replace(/=+$/, ''),
    (text: string) => Buffer.from(text).toString('base64url'),
    (text: string) => Buffer.from(text).toString('base64').replaceAll('+', '-').replaceAll('/', '_'),
  ];
  const around = fc.tuple(
    fc.constantFrom('', 'a', 'ip=', 'größe ??>>~~ '),
    fc.constantFrom('', '/24', ' port 22?>'),
  );
  fc.assert(
    fc.property(fc.nat(3), fc.nat(3), around, (first, second, [before, after]) => {
      const text = (address: string, end: string) => `${before}${before ? ' ' : ''}${address}${end}`;
      const [left, right] = [ways[first], ways[second]] as [
        (text: string) => string,
        (text: string) => string,
      ];
      const [one, other] = [left(text('10.0.0.5', after)), right(text('10.0.0.6', after))];
      const isAlike = left(text('10.0.0.5', after)) === right(text('10.0.0.5', after));
      expect(compared({ a: one }, { a: other })).toEqual(isAlike ? [] : ['value $.a']);
      expect(compared({ a: one }, { a: left(text('10.0.0.6', `${after}!`)) })).toEqual(['value $.a']);
    }),
  );
});

test("a deployment's own URL is recognised escaped, and at the end of a sentence", () => {
  const own = {
    baseline: [['http://10.0.0.1:9292', '<glance>']],
    target: [['https://cloud.example/image', '<glance>']],
  } as const;
  const found = (make: (url: string) => string, other = make) => {
    const answer = (text: string) => response({ body: { kind: 'json', value: { a: text } } });
    const [[[left]], [[right]]] = [own.baseline, own.target];
    return kindsAndPaths(
      finished(
        compareResponses(answer(make(left)), answer(other(right)), {
          ...{ correspondence: new Correspondence(), own, path: '/' },
        }),
      ),
    );
  };
  const escaped = (url: string) => `/auth?next=${encodeURIComponent(`${url}/v2/images`)}&x=1`;
  expect(found(escaped)).toEqual([]);
  expect(found((url) => `See ${url}/v2, or ${url}.`)).toEqual([]);
  expect(found(escaped, (url) => `/auth?next=${url}/v2/images&x=1`)).toEqual(['value $.a']);
  expect(found(escaped, (url) => escaped(`${url}s`))).toEqual(['value $.a']);
  expect(
    found(
      (url) => `${url}/v2`,
      (url) => `${url}.org/v2`,
    ),
  ).toEqual(['value $.a']);
});

test('what a client chose is recognised in the usual spelling', () => {
  for (const [sent, usual, other] of [
    ['2001:0DB8:0000:0000:0000:0000:0000:0010', '2001:db8::10', '2001:db8::11'],
    ['FA:16:3E:00:00:0A', 'fa:16:3e:00:00:0a', 'fa:16:3e:00:00:0b'],
    ['A'.repeat(32).toLowerCase(), uuid('a'), uuid('b')],
    [uuid('a'), 'a'.repeat(32), 'b'.repeat(32)],
  ] as const) {
    const found = (shown: string) => {
      const answer = (value: string) => response({ body: { kind: 'json', value: { id: value } } });
      const request = { url: 'http://a/v2', headers: {}, body: { json: { id: sent } } };
      return finished(
        compareResponses(answer(usual), answer(shown), {
          correspondence: new Correspondence(),
          own: { baseline: [], target: [] },
          path: '/v2',
          method: 'POST',
          requests: { baseline: request, target: request },
        }),
      );
    };
    expect(kindsAndPaths(found(usual))).toEqual([]);
    expect(kindsAndPaths(found(other))).toEqual(['value $.id']);
  }
});

test('text that is nearly Base64 is compared as it is', () => {
  const nearly = fc.stringMatching(/^MDAw[A-Za-z0-9+/_-]{6,20}={0,3}$/);
  fc.assert(
    fc.property(nearly, (text) => {
      expect(compared({ a: text }, { a: text })).toEqual([]);
    }),
  );
});
