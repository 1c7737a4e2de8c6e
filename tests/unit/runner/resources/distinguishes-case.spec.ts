import { expect, test } from 'playwright/test';
import type { Need } from '../../../../src/model.ts';
import { distinguishesCase } from '../../../../src/runner/resources/distinguishes-case.ts';
import { lackingFor } from '../../../../src/runner/resources/lacking.ts';
import { scenario } from '../../../support/scenarios/stories.ts';
import { side } from '../../../support/servers/side.ts';

/** A Glance whose database compares names exactly, or without case. */
async function answerOf(isExact: boolean, namespaces: readonly string[], images: readonly string[]) {
  const same = (one: string, other: string) =>
    isExact ? one === other : one.toLowerCase() === other.toLowerCase();
  const here = await side((request, reply) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://glance');
    const tagged = /^\/v2\/metadefs\/namespaces\/(.+)\/tags$/.exec(pathname)?.[1];
    const name = searchParams.get('name');
    const body = tagged
      ? namespaces.some((each) => same(each, decodeURIComponent(tagged))) && { tags: [] }
      : pathname === '/v2/images'
        ? {
            images: images
              .map((each, id) => ({ id: String(id), name: each }))
              .filter((each) => name === null || same(each.name, name)),
          }
        : { namespaces: namespaces.map((namespace) => ({ namespace })) };
    reply.writeHead(body ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(body || {}));
  });
  const found = await distinguishesCase(here.state.connection);
  await here.close();
  return found;
}

test('a namespace or an image in another case shows whether a database distinguishes case', async () => {
  for (const isExact of [true, false]) {
    expect(await answerOf(isExact, ['OS::Compute'], [])).toBe(isExact);
    expect(await answerOf(isExact, ['1', '2'], ['7', 'cirros'])).toBe(isExact);
  }
  // Both cases are names of their own here.
  expect(await answerOf(true, [], ['a', 'A'])).toBe(true);
  expect(await answerOf(true, ['1'], [''])).toBeUndefined();
});

test('an attached deployment lacks what a scenario needs, unless it is known to have it', async () => {
  const here = await side((_, reply) => void reply.end());
  const { connection } = here.state;
  await here.close();
  const lacking = (need: Need, more: object) => {
    const one = { ...connection, ...more };
    return lackingFor({ ...scenario([]), needs: [need] }, { baseline: one, target: one });
  };
  expect(lacking('exact_values', { hasExactValues: false })).toContain('here and here have no database');
  expect(lacking('exact_values', { hasExactValues: true })).toBeUndefined();
  expect(lacking('exact_values', {})).toBeUndefined();
  const { deployment } = connection;
  expect(lacking('dedicated', {})).toContain('may have other users');
  expect(lacking('dedicated', { deployment: { ...deployment, dedicated: true } })).toBeUndefined();
  expect(lacking('dedicated', { deployment: { ...deployment, managed: true } })).toBeUndefined();
  expect(lacking('root_url', {})).toBeUndefined();
});
