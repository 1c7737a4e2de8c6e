import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import type { RunFile } from '../../../src/model.ts';
import { cli } from '../../support/commands/cli.ts';
import { test } from '../../support/servers/deployment.ts';
import { configText, remoteEntry, SMALL } from '../../support/servers/remote.ts';
import { complaints, faultsFor, uglyProxy } from '../../support/servers/ugly.ts';

// The tests boot a deployment and run twice, which takes long on a slow machine.

/** A small part of benchmarks/ugly/ugly.mjs, on one deployment. */
test('each broken answer of a deployment is named, and no other verdict changes @long', async ({
  folder,
  deployment,
}) => {
  const { origin, pathname } = new URL(deployment.authUrl);
  const entry = remoteEntry(deployment);
  for (let index = 0; index < 6; index++) folder.write(`scenarios/glance/small-${index}.yaml`, SMALL);
  const run = async (name: string, rate: number) => {
    const proxy = await uglyProxy({ keystone: origin, rate, seed: 5 });
    folder.write('run-scenarios.yaml', configText(entry, { ...entry, auth_url: `${proxy.url}${pathname}` }));
    const args = [
      '--target',
      'here',
      '--output',
      name,
      '--max-answer-size',
      '2MB',
      '--answer-timeout',
      '30s',
    ];
    const { code, stdout } = await cli(args, { cwd: folder.path });
    await proxy.close();
    const [report = ''] = readdirSync(join(folder.path, name)).filter((each) => each !== 'history');
    const text = readFileSync(join(folder.path, name, report, 'run.json'), 'utf8');
    return { code, stdout, file: JSON.parse(text) as RunFile, broken: proxy.broken };
  };
  const clean = await run('clean', 0);
  expect(clean.code, clean.stdout).toBe(0);
  const ugly = await run('ugly', 0.4);
  expect(ugly.code).toBe(1);
  expect(ugly.broken.size).toBeGreaterThan(0);
  expect(complaints(clean.file, ugly.file, ugly.broken)).toEqual([]);
});

test('a broken answer that is not named, or another changed verdict, is a complaint', () => {
  const step = (verdict: string, requestId: string) => ({
    ...{ verdict, failures: [], exchanges: { target: { requestId } } },
  });
  const run = (...steps: readonly unknown[][]): Partial<RunFile> => ({
    status: 'finished',
    scenarios: steps.map((each, index) => ({ id: `s${index}`, steps: each, failures: [] })) as never,
  });
  const clean = run([step('identical', 'r1')], [step('identical', 'r2')]);
  const broken = new Map([['r1', { fault: 'closed', method: 'GET', url: '/' }]]);
  expect(complaints(clean, run([step('differs', 'r1')], [step('identical', 'r2')]), broken)).toEqual([]);
  expect(complaints(clean, clean, broken)).toHaveLength(1);
  expect(complaints(clean, run([step('differs', 'r1')], [step('differs', 'r2')]), broken)).toHaveLength(1);
  expect(complaints(clean, run([step('differs', 'rx')], [step('identical', 'r2')]), broken)).toHaveLength(2);
  expect(complaints(clean, { ...clean, status: 'aborted' }, new Map())).toHaveLength(1);
});

test('an answer without a body gets faults in its headers only', () => {
  const answer = { status: '204 No Content', headers: [], body: Buffer.alloc(0), method: 'DELETE' };
  expect(faultsFor(answer)).not.toContain('body cut');
  const json = {
    ...answer,
    status: '200 OK',
    headers: [['Content-Type', 'application/json']] as const,
    body: Buffer.from('{"a":1}'),
  };
  expect(faultsFor(json).length).toBeGreaterThanOrEqual(20);
});
