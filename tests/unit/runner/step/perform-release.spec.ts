import { expect, test } from 'playwright/test';
import type { ReleaseExpectation, ReleaseRange } from '../../../../src/model.ts';
import { perform } from '../../../../src/runner/step/perform.ts';
import { side, stepTo } from '../../../support/servers/side.ts';

const when = (releases: ReleaseRange, status: number): ReleaseExpectation => ({
  releases,
  expect: { status: [status], headers: {}, body: {} },
  places: {},
});

test('a deployment must meet the expectations for its own release', async () => {
  const here = await side((_, reply) => reply.writeHead(204).end());
  const step = stepTo('/v2/images', {
    expectByRelease: [when({ until: 'zed' }, 200), when({ since: '2025.1' }, 204)],
  });
  const failures = async (release?: string) => {
    const { connection } = here.state;
    const deployment = { ...connection.deployment, ...(release && { release }) };
    const state = { ...here.state, connection: { ...connection, deployment } };
    return (await perform(step, state, 'req-1', new AbortController().signal)).failures.map(
      ({ code }) => code,
    );
  };
  expect(await failures('2026.2')).toEqual([]);
  expect(await failures('zed')).toEqual(['EXPECTATION']);
  // Zed is the default release.
  expect(await failures()).toEqual(['EXPECTATION']);
  await here.close();
});

test('a release that refuses the request has nothing to capture; any other answer must have it', async () => {
  for (const { status, code } of [
    { status: 500, code: undefined },
    { status: 202, code: 'CAPTURE' },
  ]) {
    const here = await side((_, reply) => reply.writeHead(status).end());
    const step = stepTo('/v2/images', {
      expectByRelease: [when({}, status)],
      capture: { id: '$.server.id' },
    });
    const { failures } = await perform(step, here.state, 'req-1', new AbortController().signal);
    expect(failures[0]?.code).toBe(code);
    await here.close();
  }
});
