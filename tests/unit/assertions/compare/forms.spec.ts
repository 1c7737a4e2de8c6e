import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { Correspondence } from '../../../../src/assertions/compare/correspondence.ts';
import { compareResponses, finished } from '../../../../src/assertions/compare/response.ts';
import type { Difference, Json, Method } from '../../../../src/model.ts';
import { uuids } from '../../../support/answers/arbitrary.ts';
import { differences, kindsAndPaths } from '../../../support/answers/compare.ts';
import { response } from '../../../support/runs/results.ts';

const compared = (baseline: Json, target: Json): string[] => kindsAndPaths(differences(baseline, target));

const NOW = Date.UTC(2026, 10, 28, 10, 20, 30);
const iso = (ms: number): string => new Date(NOW + ms).toISOString().slice(0, 19);
const utc = (ms: number): string => new Date(NOW + ms).toUTCString();
const [, ...words] = /^(\w+), (\d+) (\w+) (\d+)/.exec(utc(0)) ?? [];
const [weekday, day, month, year] = words;

/** Time formats of services and their libraries. */
const FORMATS: readonly ((ms: number) => string)[] = [
  iso,
  (ms) => `${iso(ms)}Z`,
  (ms) => `${iso(ms)}.000000`,
  (ms) => `${iso(ms)}.000Z`,
  (ms) => `${iso(ms)},000`,
  (ms) => `${iso(ms)}.123456789Z`,
  (ms) => `${iso(ms)}+00:00`,
  (ms) => `${iso(ms)}-00:00`,
  (ms) => `${iso(ms)}+0000`,
  (ms) => `${iso(ms + 7_200_000)}+02:00`,
  (ms) => `${iso(ms)}Z`.toLowerCase(),
  (ms) => iso(ms).replace('T', ' '),
  (ms) => `${iso(ms).replaceAll(/[-:]/g, '')}Z`,
  (ms) => `${iso(ms).replaceAll(/[-:]/g, '')}.000+0000`,
  (ms) => `${iso(ms).slice(0, 16)}Z`,
  utc,
  (ms) => utc(ms).replace('GMT', 'UTC'),
  (ms) => utc(ms).replace('GMT', '+0000'),
  (ms) => `${weekday}urday, ${day}-${month}-26 ${iso(ms).slice(11)} GMT`,
  (ms) => `${weekday} ${month} ${day} ${iso(ms).slice(11)} ${year}`,
  (ms) => String((NOW + ms) / 1000),
  (ms) => String(NOW + ms),
  (ms) => `${(NOW + ms) / 1000}.12`,
];

const at = (value: Json) => response({ headers: { date: utc(0) }, body: { kind: 'json', value } });
const inTime = (baseline: Json, target: Json): Difference[] =>
  finished(
    compareResponses(at(baseline), at(target), {
      correspondence: new Correspondence(),
      own: { baseline: [], target: [] },
      path: '/',
    }),
  );

test('in any time format, a few seconds are ignored; an hour or a different format is a difference', {
  tag: '@long',
}, () => {
  const format = fc.nat(FORMATS.length - 1);
  const offset = fc.constantFrom(0, 1000, 2000, 3_600_000, -3_600_000);
  const place = fc.constantFrom<(time: string) => string>(
    (time) => time,
    (time) => `locked since ${time}`,
    (time) => `/v2/tasks?since=${encodeURIComponent(time)}&limit=1`,
  );
  fc.assert(
    fc.property(format, format, offset, place, (one, other, apart, placed) => {
      const [left, right] = [FORMATS[one] as (typeof FORMATS)[0], FORMATS[other] as (typeof FORMATS)[0]];
      // Some formats omit the seconds. Digits are a time only if they are the whole text.
      const isPlain = /^\d+(\.\d+)?$/.test(left(0)) || /^\d+(\.\d+)?$/.test(right(0));
      const isMinutes = /T\d\d:\d\dZ$/.test(left(0)) && apart !== 0;
      fc.pre(!(isPlain && placed('') !== '') && !isMinutes);
      const found = inTime({ t: placed(left(0)) }, { t: placed(right(apart)) });
      expect(found).toHaveLength(one === other && Math.abs(apart) < 5000 ? 0 : 1);
    }),
    { numRuns: 500 },
  );
});

test('an invalid date is not a time, in any format', () => {
  for (const [good, bad] of [
    ['20261128T102030Z', '20261328T102030Z'],
    ['20261128T102030Z', '20260230T102030Z'],
    ['2026-11-28t10:20:30z', '2026-11-28t25:20:30z'],
    ['2026-11-28T10:20Z', '2026-11-28T10:61Z'],
  ] as const)
    expect(kindsAndPaths(inTime({ t: good }, { t: bad }))).toEqual(['value $.t']);
});

const address = fc
  .nat(0xffff)
  .map((n) => `fa:16:3e:00:${[n >> 8, n & 255].map((b) => b.toString(16).padStart(2, '0')).join(':')}`);
const ipv6 = fc.integer({ min: 1, max: 0xffff }).map((n) => `2001:db8::${n.toString(16)}`);

test('ids in escaped URLs are recognised at any depth of escaping; different escaping is a difference', {
  tag: '@long',
}, () => {
  const ids = fc.oneof(
    uuids(4, 4),
    fc.uniqueArray(address, { minLength: 4, maxLength: 4 }),
    fc.uniqueArray(ipv6, { minLength: 4, maxLength: 4 }),
  );
  const escaped = (text: string, times: number): string =>
    times === 0 ? text : escaped(encodeURIComponent(text), times - 1);
  fc.assert(
    fc.property(ids, fc.nat(2), fc.nat(2), ([a, b, c, d], times, others) => {
      const answer = (first: string, second: string, shown: string, levels: number): Json => ({
        list: [
          { n: 1, id: first },
          { n: 2, id: second },
        ],
        next: `/v2/x?filter=${escaped(`a,${shown}`, levels)}`,
      });
      const left = answer(a as string, b as string, a as string, times);
      expect(compared(left, answer(c as string, d as string, c as string, times))).toEqual([]);
      expect(compared(left, answer(c as string, d as string, d as string, times))).toHaveLength(1);
      if (times !== others)
        expect(compared(left, answer(c as string, d as string, c as string, others))).toEqual([
          'value $.next',
        ]);
    }),
  );
  expect(compared({ a: '/x?q=a%3ab' }, { a: '/x?q=a%3Ab' })).toEqual(['value $.a']);
  expect(compared({ a: '/x?q=a%3Ab:c' }, { a: '/x?q=a:b%3Ac' })).toEqual(['value $.a']);
  expect(compared({ a: '100% of %zz' }, { a: '100% of %zz' })).toEqual([]);
});

test("hex digits are an id if the member's name says so; checksums of the same length are not", () => {
  for (const length of [32, 56, 64]) {
    const [one, other] = ['a', 'b'].map((digit) => digit.repeat(length)) as [string, string];
    for (const name of ['user_id', 'hostId', 'owner'])
      expect(compared({ [name]: one }, { [name]: other })).toEqual([]);
    for (const name of ['checksum', 'os_hash_value', 'etag'])
      expect(compared({ [name]: one }, { [name]: other })).toEqual([`value $.${name}`]);
  }
});

test('generated reservation ids, numbers and device names are ids only where they are expected', () => {
  for (const [one, other, same] of [
    [{ reservation_id: 'r-absolute' }, { reservation_id: 'r-relative' }, true],
    [{ next: '/servers?reservation_id=r-3fh1s8ve' }, { next: '/servers?reservation_id=r-ox2p9kd1' }, true],
    [{ mode: 'r-absolut3' }, { mode: 'r-relativ3' }, false],
    [{ 'instance-id': 'i-0000000a' }, { 'instance-id': 'i-00000003' }, true],
    [
      { image: 'ami-0000000a', message: 'no ami-0000000a' },
      { image: 'ami-0000000b', message: 'no ami-0000000b' },
      true,
    ],
    [{ name: 'vm-0000000a' }, { name: 'vm-0000000b' }, false],
    [{ bridge: 'brq0a1b2c3d-4e' }, { bridge: 'brq99999999-99' }, true],
    [{ tapaaaaaaaa: 1 }, { tapbbbbbbbb: 1 }, true],
    [{ tapaaaaaaaa: 1 }, { tapbbbbbbbb: 2 }, false],
  ] as const)
    expect(compared(one as Json, other as Json).length).toBe(same ? 0 : 1);
});

test('a numeric id corresponds to its text form and to its mention in messages', {
  tag: '@long',
}, () => {
  fc.assert(
    fc.property(
      fc.constantFrom('agent', 'aggregate', 'migration'),
      fc.constantFrom('# #', '# with id #', "# '#'", '#_id: #', '# "#"', '#=#', '/os-#s/#', '#s #'),
      fc.uniqueArray(fc.integer({ min: 1, max: 999_999 }), { minLength: 4, maxLength: 4 }),
      (kind, form, [a, b, c, d]) => {
        const message = (id: unknown) => form.replace('#', kind).replace(/#(?!.*#)/, String(id));
        const answer = (one: unknown, other: unknown, shown: unknown): Json =>
          ({
            list: [
              { n: 1, [`${kind}_id`]: one },
              { n: 2, [`${kind}_id`]: other },
            ],
            message: message(shown),
            text: { [`${kind}_id`]: String(shown) },
          }) as Json;
        expect(compared(answer(a, b, a), answer(c, d, c))).toEqual([]);
        expect(compared(answer(a, b, a), answer(c, d, d)).length).toBeGreaterThan(0);
      },
    ),
  );
});

test('a hardware address can be reused after its resource is deleted', () => {
  const correspondence = new Correspondence();
  const step = (method: Method, [left, right]: readonly [Json, Json], path: readonly [string, string]) =>
    finished(
      compareResponses(at(left), at(right), {
        ...{ correspondence, own: { baseline: [], target: [] }, path: '/', method },
        requests: {
          baseline: { url: `http://a/ports/${path[0]}`, headers: {} },
          target: { url: `http://b/ports/${path[1]}`, headers: {} },
        },
      }),
    );
  const [x, y] = ['aaaaaaaa-0000-4000-8000-000000000001', 'bbbbbbbb-0000-4000-8000-000000000001'];
  const port = (mac: string): Json => ({ mac_address: `fa:16:3e:00:00:${mac}` });
  expect(step('GET', [port('01'), port('02')], [x, y])).toEqual([]);
  expect(step('GET', [port('01'), port('03')], [x, y])).toHaveLength(1);
  expect(step('DELETE', [{}, {}], [x, y])).toEqual([]);
  expect(step('GET', [port('01'), port('03')], [x, y])).toEqual([]);
});

test('set headers are unordered; header names and directives ignore case, content types whitespace', () => {
  const head = (headers: Record<string, string>) => response({ headers, body: { kind: 'empty' } });
  const pair = (left: Record<string, string>, right: Record<string, string>) =>
    finished(
      compareResponses(head(left), head(right), {
        ...{ correspondence: new Correspondence(), own: { baseline: [], target: [] }, path: '/' },
      }),
    ).length;
  for (const name of ['vary', 'cache-control', 'access-control-expose-headers']) {
    expect(pair({ [name]: 'A-b, c' }, { [name]: 'C,a-B' })).toBe(0);
    expect(pair({ [name]: 'A-b, c' }, { [name]: 'a-b' })).toBe(1);
  }
  expect(pair({ allow: 'GET, PUT' }, { allow: 'PUT,GET' })).toBe(0);
  expect(pair({ allow: 'GET, GET, PUT' }, { allow: 'GET, PUT' })).toBe(0);
  expect(pair({ allow: 'GET, PUT' }, { allow: 'get, PUT' })).toBeGreaterThan(0);
  expect(pair({ age: '0' }, { age: '3' })).toBe(0);
  const type = 'content-type';
  expect(pair({ [type]: 'text/html; charset=UTF-8' }, { [type]: 'text/html;charset=utf-8' })).toBe(0);
  expect(pair({ [type]: 'text/html; charset=UTF-8' }, { [type]: 'text/html' })).toBe(1);
});
