import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { select } from '../../../../src/assertions/expect.ts';
import { type Json, type Place, readJson, type Step } from '../../../../src/model.ts';
import { pauseAfter, UsualWaits } from '../../../../src/runner/step/pauses.ts';
import { type Performed, perform } from '../../../../src/runner/step/perform.ts';
import { patience } from '../../../../src/runner/step/poll.ts';
import { response } from '../../../support/runs/results.ts';
import { harnessError } from '../../../support/scenarios/mistakes.ts';
import { type Side, side, statusIs, stepTo } from '../../../support/servers/side.ts';

const ID = 'req-0f7a9f0e-0000-4000-8000-000000000001';
const SIGNAL = new AbortController().signal;
const IMAGE: Json = { id: 'abc', owner: { token: 'captured-secret' }, tags: ['a', 'b'], size: 7 };

let here: Side;
let asked: { url: string; headers: Record<string, unknown>; body: string }[];
/** Statuses of the next answers; the last one repeats. */
let statuses: number[];
let answer: Json;

test.beforeEach(async () => {
  asked = [];
  statuses = [200];
  answer = IMAGE;
  const known = { id: 'abc', n: 7 };
  here = await side(async (request, reply) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    asked.push({ url: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() });
    const status = statuses.length > 1 ? statuses.shift() : statuses[0];
    reply.writeHead(status ?? 200, { 'content-type': 'application/json', 'x-made': 'yes' });
    reply.end(JSON.stringify(answer));
  }, known);
});
test.afterEach(() => here.close());

const BIG = response({ body: { kind: 'json', ...readJson('{"n":9007199254740993}') } });
const send = (step: Step): Promise<Performed> => perform(step, here.state, ID, SIGNAL);
const codes = ({ failures }: Performed): string[] => failures.map(({ code }) => code);

test('a variable of any type can be used in a header', async () => {
  const variables: Record<string, Json> = { n: 7, flag: true, big: select('$.n', BIG) as Json };
  for (const [name, value] of Object.entries(variables)) here.state.variables.set(name, value);
  const headers = { 'x-n': '${n}', 'x-flag': '${flag}', 'x-big': '${big}' };
  expect(codes(await send(stepTo('', { request: { method: 'GET', path: '/v2/images', headers } })))).toEqual(
    [],
  );
  expect(asked[0]?.headers).toMatchObject({ 'x-n': '7', 'x-flag': 'true', 'x-big': '9007199254740993' });
});

test('the request is sent with the token of the actor and with variables replaced', async () => {
  const headers = { 'x-id': '${id}', 'content-type': 'application/json' };
  const request = {
    method: 'PUT',
    path: '/v2/images/${id}',
    headers,
    body: { json: { n: '${n}' } },
  } as const;
  const { exchange } = await send(stepTo('', { request }));
  expect(asked[0]).toMatchObject({
    url: '/v2/images/abc',
    headers: { 'x-id': 'abc', 'x-auth-token': 'member-token', 'x-openstack-request-id': ID },
    body: '{"n":7}',
  });
  expect(exchange).toMatchObject({
    requestId: ID,
    url: `${here.url}/v2/images/abc`,
    requestBody: { json: { n: 7 } },
  });
  expect(JSON.stringify(exchange)).not.toContain('member-token');
});

test('the actor nobody sends no token', async () => {
  await send(stepTo('/v2/images', { as: 'nobody' }));
  expect(asked[0]?.headers).not.toHaveProperty('x-auth-token');
});

test('a step with a missing variable is not sent', async () => {
  expect(await send(stepTo('/v2/images/${absent}'))).toEqual({ failures: [], lacking: ['absent'] });
  expect(
    await send(stepTo('/v2', { expect: { headers: {}, body: { '$.a': { equals: '${gone}' } } } })),
  ).toMatchObject({
    lacking: ['gone'],
  });
  expect(await send(stepTo('/v2', { capture: { a: '$.${gone}' } }))).toMatchObject({ lacking: ['gone'] });
  expect(asked).toEqual([]);
});

test('an absolute URL is requested only on the same deployment', async () => {
  here.state.variables.set('next', `${here.url}/v2/images?marker=1`).set('away', `${here.url}0/v2/images`);
  expect((await send(stepTo('${next}'))).exchange?.url).toBe(`${here.url}/v2/images?marker=1`);
  expect(codes(await send(stepTo('${away}')))).toEqual(['URL_ELSEWHERE']);
  expect(asked).toHaveLength(1);
});

test('an absolute URL can belong to any service of the deployment', async () => {
  const urls = { ...here.state.project.urls, glance: 'http://127.0.0.1:1', neutron: here.url };
  const state = { ...here.state, project: { ...here.state.project, urls } };
  state.variables.set('neutron', here.url);
  await perform(stepTo('${neutron}/v2.0/ports'), state, ID, SIGNAL);
  expect(asked.map(({ url }) => url)).toEqual(['/v2.0/ports']);
});

test('captures keep their type; an empty capture fails the step', async () => {
  const capture = { tags: '$.tags', made: 'header:X-Made', sized: '$[?@==${n}]', none: '$.none' };
  const { failures } = await send(stepTo('/v2', { capture }));
  expect(failures).toMatchObject([{ code: 'CAPTURE', place: { line: 4 } }]);
  expect(Object.fromEntries(here.state.variables)).toMatchObject({ tags: ['a', 'b'], made: 'yes', sized: 7 });
});

test('a capture can extract part of text with a regular expression', async () => {
  answer = { url: 'http://console/?token=abc-1&x=2', size: 7 };
  const part = (from: string, matches: string) => ({ capture: { part: { from, matches } } });
  expect(codes(await send(stepTo('/v2', part('$.url', 'token=([^&]+)'))))).toEqual([]);
  expect(here.state.variables.get('part')).toBe('abc-1');
  await send(stepTo('/v2', part('header:X-Made', '^..')));
  expect(here.state.variables.get('part')).toBe('ye');
  expect(codes(await send(stepTo('/v2', part('$.url', 'ticket=(.+)'))))).toEqual(['CAPTURE']);
  expect(codes(await send(stepTo('/v2', part('$.size', '7'))))).toEqual(['CAPTURE']);
});

test('after an unexpected answer, an empty capture is not reported', async () => {
  const step = stepTo('/v2', { expect: statusIs(201), capture: { none: '$.none' } });
  expect(codes(await send(step))).toEqual(['EXPECTATION']);
});

for (const [name, path] of [
  ['upload_token', '$.owner.token'],
  ['plain', '$.owner.token'],
  ['other', "$['owner']['token']"],
] as const) {
  test(`a capture of ${path} as "${name}" becomes a secret`, async () => {
    await send(stepTo('/v2', { capture: { [name]: path } }));
    expect(here.state.secrets.redact('captured-secret')).not.toContain('captured-secret');
  });
}

const poll = (parts: Partial<Step['poll']> = {}): Partial<Step> => ({
  poll: { until: statusIs(200), every: 5, timeout: 5000, ...parts },
});

test('a poll is repeated until its condition is met', async () => {
  statuses = [404, 503, 200];
  const performed = await send(stepTo('/v2', poll()));
  expect(codes(performed)).toEqual([]);
  expect(performed.exchange?.response.status).toBe(200);
  expect(asked).toHaveLength(3);
  expect(performed.wait?.tries).toBe(3);
  expect(performed.wait?.ms).toBe(5 + 7.5);
  expect(new Set(asked.map(({ headers }) => headers['x-openstack-request-id'])).size).toBe(3);
});

test('a poll survives one server error, but not consecutive ones', async () => {
  statuses = [500, 503, 404, 500, 200];
  expect(codes(await send(stepTo('/v2', poll())))).toEqual([]);
  statuses = [500];
  expect(codes(await send(stepTo('/v2', poll())))).toEqual(['POLL_STOPPED']);
  expect(asked).toHaveLength(5 + 3);
});

test('a poll ends at its stop condition or timeout', async () => {
  statuses = [404];
  expect(codes(await send(stepTo('/v2', poll({ stopOn: statusIs(404) }))))).toEqual(['POLL_STOPPED']);
  expect(asked).toHaveLength(1);
  const late = await send(stepTo('/v2', poll({ timeout: 30 })));
  expect(codes(late)).toEqual(['POLL_TIMEOUT']);
  // Pauses of 5, 7.5 and 11.25 ms fit into the timeout; another 16.875 ms do not.
  expect(late.wait).toEqual({ tries: 4, ms: 23.75 });
  expect(asked).toHaveLength(1 + 4);
});

test('a poll whose answers are slow has as many attempts, up to five times its timeout', async () => {
  let now = 0;
  const clock = {
    now: () => now,
    pause: async (ms: number) => {
      now += ms;
    },
  };
  let usualWaits = new UsualWaits();
  const slowly = async (step: Step) => {
    const slow = new Proxy(here.state.connection.http, {
      get: (http, name) =>
        name === 'send'
          ? async (...args: Parameters<typeof http.send>) => {
              now += 4000;
              return http.send(...args);
            }
          : Reflect.get(http, name),
    });
    const connection = { ...here.state.connection, http: slow, usualWaits };
    return perform(step, { ...here.state, connection, clock }, ID, SIGNAL);
  };
  const step = stepTo('/v2', poll({ every: 500, timeout: 3000 }));
  statuses = [404, 404, 200];
  expect(codes(await slowly(step))).toEqual([]);
  // The time of slow answers is no reason for the next poll to begin later.
  statuses = [404, 200];
  expect(codes(await slowly(step))).toEqual([]);
  statuses = [404];
  now = 0;
  usualWaits = new UsualWaits();
  const late = await slowly(step);
  expect(codes(late)).toEqual(['POLL_TIMEOUT']);
  // Pauses of 500, 750 and 1125 ms; the next one would end after five times the timeout.
  expect(late.wait).toEqual({ tries: 4, ms: 4 * 4000 + 500 + 750 + 1125 });
});

test('the pauses of a poll grow up to a maximum', () => {
  expect([1, 2, 3, 4, 5, 60].map((tries) => pauseAfter(tries, 200))).toEqual([
    200, 300, 450, 675, 1000, 1000,
  ]);
});

test('a poll asks first when most of the time that earlier polls of its step waited is over', async () => {
  const step = stepTo('/v2', poll({ every: 500, timeout: 30_000 }));
  const { clock } = here.state;
  const waited = async () => {
    const [before, count] = [clock.now(), asked.length];
    const { wait } = await send(step);
    expect(wait?.ms).toBe(clock.now() - before);
    expect(asked).toHaveLength(count + (wait?.tries ?? 0));
    return wait;
  };
  statuses = [404, 404, 404, 404, 200];
  expect(await waited()).toEqual({ tries: 5, ms: 500 + 750 + 1125 + 1687.5 });
  // After three quarters of it, three pauses would be over. The next is the fourth.
  statuses = [404, 200];
  expect(await waited()).toEqual({ tries: 2, ms: 0.75 * 4062.5 + 1687.5 });
});

test('a poll that hardly waited asks at once, and so does one of another step', () => {
  const POLL = { every: 200, timeout: 30_000 };
  const waits = new UsualWaits();
  const [place, other] = [1, 2].map((line) => ({ file: 'a.yaml', line, column: 5 })) as [Place, Place];
  expect(waits.first(place, POLL)).toEqual({ ms: 0, replaced: 0 });
  waits.add(place, 200);
  expect(waits.first(place, POLL)).toEqual({ ms: 0, replaced: 0 });
  waits.add(place, 3800);
  expect(waits.first(place, POLL)).toEqual({ ms: 1500, replaced: 3 });
  expect(waits.first(other, POLL)).toEqual({ ms: 0, replaced: 0 });
});

test('at least half of the timeout is left after the first pause, however long earlier polls waited', () => {
  fc.assert(
    fc.property(
      fc.nat(1e6),
      fc.integer({ min: 1, max: 1e4 }),
      fc.integer({ min: 1, max: 1e5 }),
      (ms, every, timeout) => {
        const waits = new UsualWaits();
        const place = { file: 'a.yaml', line: 1, column: 1 };
        waits.add(place, ms);
        const first = waits.first(place, { every, timeout });
        expect(first.ms).toBeLessThanOrEqual(
          Math.min(timeout, patience(timeout, { tries: 1, ms: 0 }, 0)) / 2,
        );
      },
    ),
  );
});

test('the timeout of the target is shorter after the baseline has reached the state', () => {
  expect(patience(90_000, undefined, 10)).toBe(90_000);
  expect(patience(90_000, { tries: 2, ms: 300 }, 10)).toBe(20_000);
  expect(patience(90_000, { tries: 20, ms: 4000 }, 10)).toBe(40_000);
  expect(patience(90_000, { tries: 90, ms: 80_000 }, 10)).toBe(90_000);
  // A target that answers slowly needs longer for its work, too.
  expect(patience(90_000, { tries: 1, ms: 300 }, 600)).toBe(60_000);
  expect(patience(90_000, { tries: 1, ms: 300 }, 1200)).toBe(90_000);
});

test('the message of a shortened timeout includes the time that the baseline took', async () => {
  statuses = [404];
  const reached = () => ({ tries: 2, ms: 1250 });
  // The second attempt would be after the timeout.
  const step = stepTo('/v2', poll({ timeout: 90_000, every: 89_999 }));
  const late = await perform(step, here.state, ID, SIGNAL, { reached });
  expect(late.wait?.tries).toBe(1);
  // The timeout grows with the time that the answer took.
  expect(late.failures[0]?.message).toMatch(/^after \d+(\.\d)? s \(the baseline took 1\.3 s\) status is 404/);
});

test('a failed poll reports the last state and the fault message of the service', async () => {
  const is = (status: string) => ({ headers: {}, body: { '$.server.status': { equals: status } } });
  const parts = { until: is('ACTIVE'), stopOn: is('ERROR'), timeout: 30 };
  answer = { server: { status: 'ERROR', fault: { code: 500, message: 'No valid host was found.' } } };
  const stopped = await send(stepTo('/v2', poll(parts)));
  expect(codes(stopped)).toEqual(['POLL_STOPPED']);
  expect(stopped.failures[0]?.message).toMatch(/"ERROR".*No valid host was found/);
  answer = { server: { status: 'BUILD' } };
  const late = await send(stepTo('/v2', poll(parts)));
  expect(codes(late)).toEqual(['POLL_TIMEOUT']);
  expect(late.failures[0]?.message).toContain('"BUILD"');
});

test('an unreachable deployment ends the scenario', { tag: '@long' }, async () => {
  await here.close();
  expect((await harnessError(() => send(stepTo('/v2')))).code).toBe('CONNECTION_FAILED');
  here = await side(() => {});
});

test('an answer larger than the size limit of the step is a broken answer', async () => {
  const { failures, broken } = await send(stepTo('/v2/images', { limits: { bytes: 10 } }));
  expect(failures.map(({ code }) => code)).toEqual(['BROKEN_ANSWER']);
  expect(broken?.received.status).toBe(200);
  expect(codes(await send(stepTo('/v2/images')))).toEqual([]);
});
