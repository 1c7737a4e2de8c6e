import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'playwright/test';
import { fillStore, startStore, urlOf } from '../../../src/deployments/databases/rome-store.ts';
import { PYTHON, PYTHON_FOLDER } from '../../../src/deployments/machine/paths.ts';
import { end, isAlive } from '../../../src/deployments/processes/identity.ts';
import { type Running, start } from '../../../src/deployments/processes/processes.ts';
import { template } from '../../../src/deployments/template/template.ts';

test('a managed Redis Cluster has the rows of the initial state, and ends with all its processes', async () => {
  const folder = test.info().outputPath('redis');
  mkdirSync(join(folder, 'log'), { recursive: true });
  const signal = AbortSignal.timeout(60_000);
  const spec = { name: 'cluster', backend: 'rome', redis: 'cluster' } as const;
  await fillStore('cluster', folder, ['glance'], await template(spec, () => {}, signal));
  const running: Running[] = [];
  try {
    await startStore('cluster', folder, {
      services: ['glance'],
      python: PYTHON,
      log: (name) => join(folder, 'log', `${name}.log`),
      begin: (program) => running.push(start(program, false)),
      signal,
    });
    expect(running).toHaveLength(6);
    const { stdout } = await promisify(execFile)(
      PYTHON,
      ['-W', 'ignore', '-m', 'rome.check', '--url', urlOf(folder), '--models', 'glance'],
      { env: { ...process.env, PYTHONPATH: PYTHON_FOLDER } },
    );
    expect(stdout).toMatch(/^\d{3} rows, \d{3} entries, 0 findings$/m);
  } finally {
    await Promise.all(running.map(end));
  }
  expect(running.filter(isAlive)).toEqual([]);
});
