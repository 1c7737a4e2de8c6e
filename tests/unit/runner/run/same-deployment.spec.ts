import { expect, test } from 'playwright/test';
import { connectBoth } from '../../../../src/runner/run/connect-both.ts';
import { harnessError } from '../../../support/scenarios/mistakes.ts';
import { side } from '../../../support/servers/side.ts';

const SIGNAL = new AbortController().signal;

test('a baseline and a target that are the same Glance are refused; two Glances are compared', async () => {
  const [one, other] = [
    await side((_, reply) => void reply.end()),
    await side((_, reply) => void reply.end()),
  ];
  const [baseline, target] = [one, other].map(({ state }) => state.connection.deployment);
  if (!baseline || !target) throw new Error('no deployments');
  const error = await harnessError(() =>
    connectBoth({ baseline, target: { ...baseline, name: 'same' } }, [], ['glance'], { signal: SIGNAL }),
  );
  expect([error.code, error.message]).toEqual(['CONFIG_INVALID', expect.stringContaining(one.url)]);
  const both = await connectBoth({ baseline, target }, [], ['glance'], { signal: SIGNAL });
  await Promise.all([both.baseline.http.close(), both.target.http.close()]);
  await Promise.all([one.close(), other.close()]);
});
