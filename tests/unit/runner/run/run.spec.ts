import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { responseRules } from '../../../../src/execution/response-rules.ts';
import type { Deployment } from '../../../../src/model.ts';
import { run } from '../../../../src/runner/run/run.ts';
import { test } from '../../../support/files/folder.ts';
import { INVENTORIES } from '../../../support/scenarios/inventory.ts';
import { side } from '../../../support/servers/side.ts';

test('lost trace events are listed in the run file, without secrets', async ({ folder }) => {
  const here = await side((_, reply) => void reply.end());
  const failed = { kind: 'probe-error', time: 1, where: 'statements', error: 'KeyError: admin-token' };
  const carrying = (name: string): Deployment => ({
    ...here.state.connection.deployment,
    name,
    probe: folder.write(`${name}.jsonl`, ''),
  });
  const finished = await run([], {
    deployments: { baseline: carrying('sql'), target: carrying('rome') },
    inventories: INVENTORIES,
    rules: responseRules(INVENTORIES),
    filters: [],
    workers: 1,
    folder: join(folder.path, 'run'),
    keep: false,
    onKept: () => {},
    signal: new AbortController().signal,
    rootCause: async (error) => error,
    onEvent: ({ kind }) => {
      if (kind === 'started') appendFileSync(join(folder.path, 'rome.jsonl'), `${JSON.stringify(failed)}\n`);
    },
  });
  await here.close();
  expect(finished).toMatchObject({
    status: 'finished',
    unavailable: ['trace events of rome: statements failed: KeyError: [redacted]'],
  });
});
