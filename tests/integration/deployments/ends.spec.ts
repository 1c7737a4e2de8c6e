/** How deployments stop: with a finished, interrupted or killed run, unexpectedly, or not at all. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { boot, running, sweep } from '../../../src/deployments/managed.ts';
import { isAlive, startOf } from '../../../src/deployments/processes/identity.ts';
import { readRecord } from '../../../src/deployments/run-folder/record.ts';
import { bootElsewhere, defaults, folderOf, pidOf, recordOf, test } from './fixture.ts';

/** A process that does not exist. */
const ENDED = { pid: 4_194_304, start: 1 };

test('the processes of a killed run die with it, and the next run removes its folder', async ({ runs }) => {
  const { pid } = await bootElsewhere({ name: 'rome', backend: 'rome' });
  const [name] = readdirSync(runs);
  const record = readRecord(join(runs, name as string));
  expect(record?.processes.map((process) => process.name)).toEqual(['Keystone', 'Redis', 'Glance']);
  expect(record?.processes.every(isAlive)).toBe(true);

  expect(await sweep()).toEqual([]);
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => record?.processes.filter(isAlive)).toEqual([]);
  expect(await sweep()).toEqual(['Removed rome of an earlier run']);
  expect(readdirSync(runs)).toEqual([]);
});

test('leftover processes are stopped, but not a new process with the pid of one', async ({ runs }) => {
  const [own, other] = [1, 2].map(() => spawn('sleep', ['600'], { detached: true, stdio: 'ignore' }));
  const ownPid = own?.pid as number;
  const otherPid = other?.pid as number;
  const start = startOf(ownPid) as number;
  const folder = join(runs, 'killed-abc');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(
    join(folder, 'deployment.json'),
    JSON.stringify({
      version: 1,
      spec: { name: 'killed', backend: 'sql' },
      hash: '',
      state: 'ready',
      keep: false,
      probe: false,
      owner: ENDED,
      processes: [
        { name: 'Keystone', log: '', pid: ownPid, start },
        { name: 'Glance', log: '', pid: otherPid, start: start - 1 },
      ],
      ports: { keystone: 1, glance: 2 },
    }),
  );
  expect(await sweep()).toEqual(['Removed killed of an earlier run, stopped Keystone']);
  expect(startOf(ownPid)).toBeUndefined();
  expect(startOf(otherPid)).toBeDefined();
  expect(existsSync(folder)).toBe(false);
  other?.kill('SIGKILL');
});

for (const name of ['Redis', 'Glance', 'Keystone']) {
  test(`the death of ${name} is reported, and its log is kept`, async ({ booted }) => {
    const { deployment, died, stop } = await booted({ name: 'rome', backend: 'rome' });
    process.kill(pidOf(deployment, name), 'SIGKILL');
    const error = await died;
    expect(error.code).toBe('DEPLOYMENT_DIED');
    expect(error.message).toContain(`${name} of rome exited unexpectedly (SIGKILL)`);
    await stop();
    const log = readFileSync(join(folderOf(deployment), 'log', `${name.toLowerCase()}.log`), 'utf8');
    expect(log).not.toBe('');
  });
}

test('a normal stop is not reported as a death', async ({ booted }) => {
  const { died, stop } = await booted({ name: 'baseline', backend: 'sql' });
  await stop();
  const silence = new Promise((resolve) => setTimeout(() => resolve('silence'), 300));
  expect(await Promise.race([died, silence])).toBe('silence');
});

test('later runs reuse a persistent deployment until its spec changes or a service dies', async ({
  booted,
}) => {
  const spec = { name: 'kept', backend: 'sql' } as const;
  const first = await booted(spec, { keep: true, probe: true });
  await first.stop();
  expect((await running()).map(({ record }) => record.spec.name)).toEqual(['kept']);

  const second = await booted(spec, { probe: true });
  expect(second.reused).toBe(true);
  expect(second.deployment).toEqual(first.deployment);
  await second.stop();
  expect(recordOf(first.deployment).processes.every(isAlive)).toBe(true);

  const changed = await booted({ ...spec, backend: 'rome' });
  expect(changed.reused).toBe(false);
  await changed.stop();
  expect(recordOf(first.deployment).processes.every(isAlive)).toBe(true);

  const third = await booted(spec);
  expect(third.reused).toBe(true);
  expect(third.deployment.probe).toBeUndefined();
  process.kill(pidOf(first.deployment, 'Glance'), 'SIGKILL');
  expect((await third.died).code).toBe('DEPLOYMENT_DIED');
  expect((await booted(spec)).reused).toBe(false);
});

test('an interrupted boot leaves no run folder', async ({ runs }) => {
  const interrupt = new AbortController();
  const booting = boot(
    { name: 'baseline', backend: 'sql' },
    { ...defaults(), signal: interrupt.signal, progress: () => setTimeout(() => interrupt.abort(), 300) },
  );
  await expect(booting).rejects.toMatchObject({ code: 'INTERRUPTED' });
  expect(readdirSync(runs)).toEqual([]);
});

test('a failed boot reports the log of the service, and its folder is kept for a day', async ({
  runs,
}, info) => {
  const copy = info.outputPath('api.py');
  writeFileSync(copy, "raise RuntimeError('half ported')\n");
  const failed = boot({ name: 'broken', backend: 'rome', copy: { glance: copy } }, defaults());
  await expect(failed).rejects.toMatchObject({ code: 'BOOT_FAILED' });
  await expect(failed).rejects.toThrow(
    /Glance of broken exited \(exit code 1\)[\s\S]*RuntimeError: half ported/,
  );
  const [name] = readdirSync(runs);
  const record = readRecord(join(runs, name as string));
  expect(record?.state).toBe('failed');
  expect(record?.processes.filter(isAlive)).toEqual([]);
  expect(await sweep()).toEqual([]);
  writeFileSync(join(runs, name as string, 'deployment.json'), JSON.stringify({ ...record, owner: ENDED }));
  expect(await sweep()).toEqual([]);
});

test('a missing copy is an error before anything starts', async ({ runs }) => {
  const missing = boot({ name: 'rome', backend: 'rome', copy: { glance: '/nowhere/api.py' } }, defaults());
  await expect(missing).rejects.toMatchObject({ code: 'COPY_FAILED' });
  expect(existsSync(runs)).toBe(false);
});
