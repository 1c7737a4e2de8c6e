import { execFileSync } from 'node:child_process';
import { expect } from 'playwright/test';
import type { Exchange } from '../../../src/model.ts';
import { test } from '../../support/commands/command-line.ts';

test('a run of one endpoint prints curl commands that return the same two answers', async ({
  commandLine,
}) => {
  const { code, stdout, stderr } = await commandLine.startRun(
    'rome-2015',
    'GET /v2/images',
    '--keep',
    '--verbose',
  ).ended;
  expect(code).toBe(1);
  const tokens = /\. (\/\S+\.sh)/.exec(stderr)?.[1] ?? '';
  const run = commandLine.runFile();
  expect(
    run.scenarios.every(({ steps }) => steps.some(({ endpoint }) => endpoint === 'GET /v2/images')),
  ).toBe(true);
  const { steps } = run.scenarios.find(({ id }) => id === 'glance/images/list-admin') ?? {};
  const step = steps?.find(({ endpoint, verdict }) => endpoint === 'GET /v2/images' && verdict === 'differs');
  const id = step?.exchanges.target?.requestId ?? '';
  const [baseline, target] = stdout
    .slice(stdout.indexOf(id))
    .matchAll(/^ +(?:baseline|target) +\d+ (curl .*)$/gm);
  for (const [match, exchange] of [
    [baseline, step?.exchanges.baseline],
    [target, step?.exchanges.target],
  ] as const) {
    const command = match?.[1] ?? '';
    expect(command).toContain('X-Auth-Token: $OS_TOKEN_');
    const answer = execFileSync('bash', ['-c', `. ${tokens}; ${command} -s`], { encoding: 'utf8' });
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toContain(` ${exchange?.response.status} `);
    expect(JSON.parse(body)).toEqual(bodyOf(exchange));
  }
});

function bodyOf(exchange: Exchange | undefined): unknown {
  const body = exchange?.response.body;
  return body?.kind === 'json' ? body.value : undefined;
}
