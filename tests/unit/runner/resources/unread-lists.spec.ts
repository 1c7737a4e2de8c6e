import { expect, test } from 'playwright/test';
import type { Scenario } from '../../../../src/model.ts';
import { withResources } from '../../../../src/runner/resources/find-resources.ts';
import { demandLists, lackingFor } from '../../../../src/runner/resources/lacking.ts';
import { scenario, step } from '../../../support/scenarios/stories.ts';
import { side } from '../../../support/servers/side.ts';

const asking = (name: string): Scenario => scenario([step('list', 'GET', `/v2/images?name=\${${name}}`)]);
const [needing, other] = [asking('store'), asking('project')];

for (const [what, status, body] of [
  ['an error', 500, '{"error": "boom"}'],
  ['text', 200, 'no JSON'],
  ['nothing', 200, 'null'],
  ['a list of another shape', 200, '{"stores": [null, {"id": 1}]}'],
  ['no list', 200, '{"stores": {}}'],
] as const)
  test(`${what} instead of a list fails only the scenarios that need it`, async () => {
    const here = await side((_, reply) => {
      reply.writeHead(status, { 'content-type': 'application/json' }).end(body);
    });
    const connection = await withResources(here.state.connection, [needing, other]);
    await here.close();
    const connections = { baseline: connection, target: connection };
    expect(lackingFor(needing, connections)).toBeUndefined();
    expect(() => demandLists(other, connections)).not.toThrow();
    expect(() => demandLists(needing, connections)).toThrow(
      expect.objectContaining({
        failures: ['baseline', 'target'].map((name) =>
          expect.objectContaining({
            code: 'SERVICE_FAILED',
            side: name,
            message: expect.stringContaining('/v2/info/stores'),
          }),
        ),
      }),
    );
  });

test('a refused list lists nothing', async () => {
  const here = await side((_, reply) => void reply.writeHead(403).end());
  const connection = await withResources(here.state.connection, [needing]);
  await here.close();
  expect(lackingFor(needing, { baseline: connection, target: connection })).toContain('no default store');
});
