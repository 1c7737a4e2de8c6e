import { expect, test } from 'playwright/test';
import { closeBoth, connectBoth, sameServices } from '../../../../src/runner/run/connect-both.ts';
import { side } from '../../../support/servers/side.ts';

test('a baseline and a target that are the same Glance are named; two Glances are not', async () => {
  const [one, other] = [
    await side((_, reply) => void reply.end()),
    await side((_, reply) => void reply.end()),
  ];
  const [baseline, target] = [one, other].map(({ state }) => state.connection.deployment);
  if (!baseline || !target) throw new Error('no deployments');
  const signal = new AbortController().signal;
  const warnings = async (second: typeof target) => {
    const both = await connectBoth({ baseline, target: second }, [], ['glance'], { signal });
    await closeBoth(both);
    return sameServices(both, ['glance']);
  };
  expect(await warnings({ ...baseline, name: 'same' })).toEqual([expect.stringContaining(one.url)]);
  expect(await warnings(target)).toEqual([]);
  await Promise.all([one.close(), other.close()]);
});
