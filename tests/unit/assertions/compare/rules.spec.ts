import { expect, test } from 'playwright/test';
import { Correspondence } from '../../../../src/assertions/compare/correspondence.ts';
import { compareResponses, finished } from '../../../../src/assertions/compare/response.ts';
import { type Json, type Response, readJson } from '../../../../src/model.ts';
import { differences, kindsAndPaths } from '../../../support/answers/compare.ts';
import { story } from '../../../support/answers/steps.ts';
import { response } from '../../../support/runs/results.ts';

const compared = (baseline: Json, target: Json): string[] => kindsAndPaths(differences(baseline, target));
const uuid = (char: string) => [8, 4, 4, 4, 12].map((length) => char.repeat(length)).join('-');

const json = (value: Json, more: Partial<Response> = {}): Response =>
  response({ body: { kind: 'json', value }, ...more });
const written = (text: string): Response => response({ body: { kind: 'json', ...readJson(text) } });
const pair = (baseline: Response, target: Response): string[] => story({ baseline, target })[0] as string[];

for (const [left, right, same] of [
  ['{"a":9007199254740993}', '{"a":9007199254740992}', false],
  ['{"a":[9007199254740993]}', '{"a":[9007199254740992]}', false],
  ['{"a":9007199254740993,"b":1}', '{"b":1,"a":9007199254740993}', true],
  ['{"a":1}', '{"a":1.0}', false],
  ['{"a":1e2}', '{"a":100.0}', true],
  ['{"a":1e15}', '{"a":1000000000000000}', false],
  ['{"a":0}', '{"a":-0}', false],
  ['{"a":0.30}', '{"a":0.3}', true],
  ['{"a":NaN,"b":1}', '{"b":1,"a":NaN}', true],
  ['{"a":NaN}', '{"a":null}', false],
  ['{"a":NaN}', '{"a":-Infinity}', false],
  ['1.0', '1', false],
  ['-1', '4294967295', false],
  ['[[2147483648]]', '[[-2147483648]]', false],
  ['[{"a":{"b":[1]}}]', '[{"a":{"b":[2]}}]', false],
  ['1e400', '1e401', false],
  ['1E5', '1e+5', true],
] as const) {
  test(`${left} ${same ? 'equals' : 'differs from'} ${right}`, () => {
    expect(pair(written(left), written(right)).length).toBe(same ? 0 : 1);
  });
}

test('values chosen by the client must be returned unchanged; values of the deployment can differ', () => {
  const sent: Json = {
    ...{
      id: uuid('1'),
      mac: 'fa:16:3e:00:00:01',
      ip: '2001:db8::5',
      at: '2030-01-01T00:00:00Z',
      build_id: 5,
    },
    ...{ adminPass: 'mychoice-1' },
  };
  const changed: Readonly<Record<string, Json>> = {
    ...{
      id: uuid('2'),
      mac: 'fa:16:3e:00:00:02',
      ip: '2001:db8::6',
      at: '2031-01-01T00:00:00Z',
      build_id: 6,
    },
    ...{ adminPass: 'another-2' },
  };
  for (const [name, value] of Object.entries(changed)) {
    const target = json({ ...(sent as object), [name]: value });
    expect(story({ baseline: json(sent), target, method: 'POST', sent })).toEqual([[`value $.${name}`]]);
    expect(pair(json({ [name]: (sent as never)[name] }), json({ [name]: value }))).toEqual([]);
  }
  const swapped = { a: uuid('2'), b: uuid('1') };
  const both = { a: uuid('1'), b: uuid('2') };
  expect(story({ baseline: json(both), target: json(swapped), sent: both })[0]).toHaveLength(2);
});

test('a generated value, equal on both sides by chance, stays generated when the client sends it', () => {
  const address = (addr: string) => json({ addr });
  const [first, sent, gone, again] = story(
    { baseline: address('10.0.0.5') },
    { baseline: address('10.0.0.5'), method: 'POST', sent: { addr: '10.0.0.5' } },
    { baseline: response({ status: 204 }), method: 'DELETE', url: `http://a/servers/${uuid('a')}` },
    { baseline: address('10.0.0.5'), target: address('10.0.0.9') },
  );
  expect([first, sent, gone, again]).toEqual([[], [], [], []]);
});

for (const name of ['id', 'aggregate_id'])
  test(`the numeric ${name} of a deleted resource can be reused on only one side`, () => {
    const aggregate = (id: number) => json({ aggregate: { [name]: id, name: 'a' } });
    const url = 'http://a/os-aggregates/4';
    const message = json({ itemNotFound: { message: 'Aggregate 4 could not be found.' } }, { status: 404 });
    expect(
      story(
        { baseline: aggregate(4), method: 'POST' },
        { baseline: response({ status: 200 }), method: 'DELETE', url },
        { baseline: message, url },
        { baseline: aggregate(4), target: aggregate(5), method: 'POST' },
        { baseline: aggregate(4), target: aggregate(5) },
        { baseline: aggregate(4), target: aggregate(4) },
      ),
    ).toEqual([[], [], [], [], [], [`pairing $.aggregate.${name}`]]);
  });

test('an address removed by an action can be reused on only one side', () => {
  const address = (addr: string) => json({ addr });
  const after = (sent: Json) =>
    story(
      { baseline: address('10.0.0.5'), target: address('10.0.0.6') },
      { baseline: response({ status: 202 }), method: 'POST', sent },
      { baseline: address('10.0.0.5'), target: address('10.0.0.7') },
    )[2];
  expect(after({ removeFixedIp: { address: 'its' } })).toEqual([]);
  expect(after({ 'os-stop': null })).toEqual(['pairing $.addr']);
});

test('a numeric id of one kind does not affect names, versions, sizes or other kinds', () => {
  const met = { baseline: json({ aggregate: { id: 1 } }), target: json({ aggregate: { id: 2 } }) };
  const after = (value: Json) => story(met, { baseline: json(value) }, { baseline: json({}) });
  expect(after('x')).toEqual([[], [], []]);
  for (const text of [
    'vm-#',
    'vm #',
    'compute 2.#',
    'Quota exceeded: # of 10',
    'Flavor has # vCPUs',
    'aggregate-#',
  ])
    for (const key of ['name', 'message']) {
      const side = (n: string) => json({ [key]: text.replace('#', n) });
      expect(story(met, { baseline: side('1'), target: side('2') })[1]).toEqual([`value $.${key}`]);
    }
  for (const text of [
    'Aggregate # is not empty',
    'http://a/os-aggregates/#',
    'aggregate_id=#',
    'aggregate ID #',
  ]) {
    const side = (n: string) => json({ message: text.replace('#', n) });
    expect(story(met, { baseline: side('1'), target: side('2') })[1]).toEqual([]);
    expect(story(met, { baseline: side('1'), target: side('3') })[1]).toHaveLength(1);
  }
});

test('four dotted numbers are an address if the name, context or range says so', () => {
  for (const key of ['version', 'hypervisor_release', 'firmware']) {
    expect(compared({ [key]: '10.0.0.1' }, { [key]: '10.0.0.2' })).toEqual([`value $.${key}`]);
  }
  expect(compared({ note: '1.2.3.4' }, { note: '1.2.3.5' })).toEqual(['value $.note']);
  expect(compared({ addr: '1.2.3.4' }, { addr: '1.2.3.5' })).toEqual([]);
  expect(compared({ note: 'see http://8.8.8.8:80/' }, { note: 'see http://8.8.4.4:80/' })).toEqual([]);
  expect(compared({ url: 'http://[2001:db8::a]:80/' }, { url: 'http://[2001:db8::b]:80/' })).toEqual([]);
  expect(compared({ a: 'std::vector' }, { a: 'std::string' })).toEqual(['value $.a']);
});

test('an id in upper case names the same resource but is different text', () => {
  expect(compared({ a: uuid('a') }, { a: uuid('B') })).toEqual(['value $.a']);
  expect(compared([uuid('a'), uuid('A')], [uuid('b'), uuid('B')])).toEqual([]);
  expect(compared({ mac: 'FA:16:3E:00:00:01' }, { mac: 'FA:16:3E:00:00:02' })).toEqual([]);
});

test('maps with ids, addresses or devices as keys are compared by member', () => {
  const map = (id: string, state: string): Json => ({ states: { [id]: state, plain: 1 } });
  expect(compared(map(uuid('a'), 'up'), map(uuid('b'), 'up'))).toEqual([]);
  expect(compared(map(uuid('a'), 'up'), map(uuid('b'), 'down'))).toEqual([`value $.states['${uuid('a')}']`]);
  expect(compared(map('10.0.0.1', 'up'), map('10.0.0.2', 'up'))).toEqual([]);
  expect(compared({ tap12345678_rx: 1 }, { tap9abcdef0_rx: 1 })).toEqual([]);
  expect(compared({ tap12345678_rx: 1 }, { tap9abcdef0_tx: 1 })).not.toEqual([]);
});

test('stored data is compared exactly', () => {
  const data = (text: string, type: string): Response =>
    response({ headers: { 'content-type': type }, body: { kind: 'text', text } });
  for (const text of [`id ${uuid('#')}`, 'host=10.0.0.#', '2026-01-01T10:00:0#Z']) {
    const [one, other] = [text.replaceAll('#', '1'), text.replaceAll('#', '2')];
    expect(pair(data(one, 'application/octet-stream'), data(other, 'application/octet-stream'))).toEqual([
      'value $',
    ]);
    expect(pair(data(one, 'text/plain'), data(other, 'text/plain'))).toEqual([]);
  }
});

test('headers are compared by kind: sets, cookies, times, content-length of HEAD', () => {
  const head = (headers: Record<string, string>): Response => response({ headers, body: { kind: 'empty' } });
  expect(pair(head({ allow: 'GET, HEAD' }), head({ allow: 'HEAD, GET' }))).toEqual([]);
  expect(pair(head({ allow: 'GET, HEAD' }), head({ allow: 'GET' }))).toHaveLength(1);
  expect(pair(head({ 'set-cookie': 'A=b1; path=/' }), head({ 'set-cookie': 'A=t2; path=/' }))).toEqual([]);
  expect(pair(head({ 'set-cookie': 'A=b1; path=/' }), head({ 'set-cookie': 'B=t2; path=/' }))).toHaveLength(
    1,
  );
  const time = (second: number) => ({ 'last-modified': `Thu, 01 Jan 2026 10:00:0${second} GMT` });
  expect(pair(head(time(1)), head(time(3)))).toEqual([]);
  const length = (bytes: string) =>
    head({ 'content-length': bytes, 'content-type': 'application/octet-stream' });
  expect(story({ baseline: length('5'), target: length('6'), method: 'HEAD' })[0]).toHaveLength(1);
  expect(story({ baseline: length('5'), target: length('6') })[0]).toEqual([]);
});

const DATE = 'Thu, 01 Jan 2026 10:00:00 GMT';
const NOW = Date.parse(DATE);
const shown = (ms: number): string => `${new Date(NOW + ms).toISOString().slice(0, 19)}Z`;
const at = (value: Json, passed = 0): Response =>
  json(value, { headers: { date: new Date(NOW + passed).toUTCString() } });

test('a time must be equally far from now on both sides', () => {
  const [second, hour, day] = [1000, 3_600_000, 86_400_000];
  for (const [left, right, same] of [
    [0, 2 * second, true],
    [48 * hour, 48 * hour + second, true],
    [48 * hour, 49 * hour, false],
    [0, -20 * 60 * second, false],
    [-2 * day, -365 * day, false],
    [-2 * hour, -3 * hour, true],
  ] as const) {
    expect(pair(at({ t: shown(left) }), at({ t: shown(right) }))).toEqual(same ? [] : ['order $.t']);
  }
  const epoch = (ms: number): Json => ({ last: (NOW + ms) / 1000 });
  expect(pair(at(epoch(0)), at(epoch(2000)))).toEqual([]);
  expect(pair(at(epoch(0)), at(epoch(-365 * day)))).toHaveLength(1);
});

test('a time that changes on the baseline but not on the target is a difference', () => {
  const step = (passed: number, moves: boolean) => at({ updated_at: shown(moves ? passed : 0) }, passed);
  const steps = (moves: boolean) =>
    story(
      ...[0, 6000, 12_000].map((passed) => ({ baseline: step(passed, true), target: step(passed, moves) })),
    );
  expect(steps(true).flat()).toEqual([]);
  expect(steps(false).flat()).not.toEqual([]);
});

test('background work of a service can finish later on one side of a slow machine', () => {
  // The server was saved some seconds after its termination.
  const server = (terminated: number, updated: number, passed: number) =>
    at({ terminated_at: shown(terminated), updated: shown(updated) }, passed);
  const steps = (passed: number) =>
    story(
      { baseline: at({}, 0), target: at({}, 0) },
      { baseline: server(10_000, 19_000, passed), target: server(10_000, 10_000, passed) },
    );
  expect(steps(20_000).flat()).not.toEqual([]);
  expect(steps(30_000).flat()).toEqual([]);
});

test('a megabyte of any form is compared within the timeout', { tag: '@long' }, () => {
  for (const part of [
    '-----BEGIN A-----',
    'ssh-rsa ',
    'MII',
    '1.',
    'aa:',
    '10.0.0.',
    ':',
    'r-',
    '-',
    'tap',
    '2026-01-01T',
    'a'.repeat(31),
  ]) {
    const text = part.repeat(Math.ceil(1_000_000 / part.length));
    expect(compared({ text }, { text })).toEqual([]);
  }
});

test('resources created by one request can be ready in any order; each keeps its own times', () => {
  const servers = (...ready: readonly number[]) =>
    json(ready.map((ms, n) => ({ name: `vm ${n}`, created: shown(-9000), launched_at: shown(ms) })));
  const found = (together: boolean, baseline: Response, target: Response) =>
    finished(
      compareResponses(baseline, target, {
        correspondence: new Correspondence([], { together }),
        own: { baseline: [], target: [] },
        path: '/servers',
      }),
    );
  const [one, other] = [servers(-8000, -4000), servers(-4000, -8000)];
  expect(kindsAndPaths(found(false, one, other))).toEqual(['order $[1].launched_at']);
  expect(found(true, one, other)).toEqual([]);
  expect(kindsAndPaths(found(true, servers(-4000), servers(-10_000)))).toEqual(['order $[0].launched_at']);
});

test('requests at once can wait for each other for any time, but not the times of one resource', () => {
  const renamed = (...updated: readonly number[]) =>
    at(updated.map((ms, n) => ({ name: `vm ${n}`, created: shown(-39_000), updated: shown(ms) })));
  const found = (atOnce: boolean, baseline: Response, target: Response) =>
    finished(
      compareResponses(baseline, target, {
        correspondence: new Correspondence([], { atOnce }),
        own: { baseline: [], target: [] },
        path: '/servers',
        elapsed: 40_000,
      }),
    );
  const [soon, late] = [renamed(-20_000, -20_000), renamed(-20_000, -2_000)];
  expect(kindsAndPaths(found(false, soon, late))).toEqual(['order $[1].updated']);
  expect(found(true, soon, late)).toEqual([]);
  expect(kindsAndPaths(found(true, renamed(-20_000), renamed(-45_000)))).toEqual(['order $[0].updated']);
});

test('ids in Base64 are recognised', () => {
  const marker = (id: string): Json => ({ marker: Buffer.from(`page after ${id}`).toString('base64') });
  const shown = { baseline: json({ id: uuid('a') }), target: json({ id: uuid('b') }) };
  const next = (id: string) =>
    story(shown, { baseline: json(marker(uuid('a'))), target: json(marker(id)) })[1];
  expect(next(uuid('b'))).toEqual([]);
  expect(next(uuid('c'))).toEqual(['pairing $.marker']);
  expect(compared({ a: marker('one') }, { a: marker('two') })).toEqual(['value $.a.marker']);
});

test('addresses in a different notation differ; netmasks and the unspecified address must be equal', () => {
  for (const [one, other, same] of [
    ['fd00::1', 'fd00::2', true],
    ['fd00::1', 'FD00::1', false],
    ['fd00::1', 'fd00:0:0:0:0:0:0:2', false],
    ['fd00::1', 'fd00::0002', false],
    ['10.0.0.1', '10.0.0.02', false],
    ['10.0.0.1', '0.0.0.0', false],
    ['255.255.255.0', '255.255.0.0', false],
  ] as const)
    expect(compared({ addr: one }, { addr: other })).toEqual(same ? [] : ['value $.addr']);
});

test('epoch times close to now are recognised as numbers and text, with or without fractions', () => {
  const seconds = NOW / 1000;
  for (const [one, other, same] of [
    [seconds * 1e6, seconds * 1e6 + 1_500_000, true],
    [`${seconds}`, `${seconds + 2}`, true],
    [`${seconds}.25`, `${seconds + 1}.50`, true],
    [`${seconds}`, `${seconds}.00`, false],
    [`${seconds}`, `${seconds - 1_000_000}`, false],
    [seconds, `${seconds}`, false],
    [seconds, NOW, false],
  ] as const)
    expect(pair(at({ t: one }), at({ t: other }))).toHaveLength(same ? 0 : 1);
  const sent = { stamp: seconds };
  expect(story({ baseline: at(sent), target: at({ stamp: seconds + 1 }), method: 'POST', sent })).toEqual([
    ['value $.stamp'],
  ]);
});
