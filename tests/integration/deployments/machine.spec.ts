/** What deployments need from the machine, and what they store on it. */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { doctor } from '../../../src/commands/deployments/doctor.ts';
import { down } from '../../../src/commands/deployments/down.ts';
import { reset } from '../../../src/commands/deployments/reset.ts';
import { bootAndKeep } from '../../../src/commands/deployments/up.ts';
import { cached } from '../../../src/deployments/machine/cache.ts';
import { freePorts } from '../../../src/deployments/machine/ports.ts';
import { boot, running } from '../../../src/deployments/managed.ts';
import { template } from '../../../src/deployments/template/template.ts';
import { DEBIAN } from '../../../src/model.ts';
import { testIo } from '../../support/commands/io.ts';
import { session } from './client.ts';
import { bootElsewhere, defaults, test } from './fixture.ts';

test.describe('cache', () => {
  let cache: string;
  let before: string | undefined;

  test.beforeEach(() => {
    before = process.env.XDG_CACHE_HOME;
    cache = process.env.XDG_CACHE_HOME = mkdtempSync(join(tmpdir(), 'rs-cache-'));
  });

  test.afterEach(() => {
    if (before === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = before;
    rmSync(cache, { recursive: true });
  });

  const names = () => readdirSync(join(cache, 'run-scenarios/templates')).sort();

  test('the cache keeps the three most recently used folders of each kind', async () => {
    await cached('other', '1', async () => {});
    for (const key of ['1', '2', '3', '4']) {
      await cached('test', key, async (folder) => writeFileSync(join(folder, 'key'), key));
      // The times of use must differ.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(names()).toEqual(['other-1', 'test-2', 'test-3', 'test-4']);
  });

  test('a folder that could not be made is removed, and the next call makes it', async () => {
    const failing = cached('test', '1', async () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(names()).toEqual([]);
    await cached('test', '1', async () => {});
    expect(names()).toEqual(['test-1']);
  });

  test('two runs that make the initial state at once share one', async ({ runs: _ }) => {
    // Another cache has no release from PyPI.
    const spec = { name: 'rome', backend: 'rome', release: DEBIAN } as const;
    const children = await Promise.all([bootElsewhere(spec), bootElsewhere(spec)]);
    for (const { pid } of children) process.kill(pid, 'SIGKILL');
    expect(names()).toEqual([expect.stringMatching(/^rome-/), expect.stringMatching(/^sql-/)]);
    const { passwords } = await template(
      { name: 'sql', backend: 'sql', release: DEBIAN },
      () => {},
      new AbortController().signal,
    );
    expect(passwords.admin.length).toBeGreaterThan(20);
    expect(passwords.service).not.toBe(passwords.admin);
  });
});

test('a folder of run folders is refused when others can read it or it is a link', async ({ runs }) => {
  mkdirSync(runs, { recursive: true });
  chmodSync(runs, 0o755);
  const refused = boot({ name: 'baseline', backend: 'sql' }, defaults());
  await expect(refused).rejects.toMatchObject({ code: 'BOOT_FAILED' });
  rmSync(runs, { recursive: true });

  const mine = join(runs, '../mine');
  mkdirSync(mine, { mode: 0o700 });
  symlinkSync(mine, runs);
  await expect(boot({ name: 'baseline', backend: 'sql' }, defaults())).rejects.toMatchObject({
    code: 'BOOT_FAILED',
  });
  rmSync(runs);
});

test('free ports are distinct and free', async () => {
  const ports = await freePorts(20);
  expect(new Set(ports).size).toBe(20);
  await new Promise<void>((resolve, reject) => {
    const server = createServer().listen(ports[0], '127.0.0.1', () => server.close(() => resolve()));
    server.on('error', reject);
  });
});

test('up boots a deployment, reset restores its initial state, and down removes it', async ({ runs }) => {
  const io = testIo();
  const { printed, signal } = io;
  expect(await bootAndKeep([{ name: 'mine', backend: 'rome' }], io)).toBe(0);
  const [kept] = await running();
  const text = printed.join('\n');
  expect(text).toContain(`http://127.0.0.1:${kept?.record.ports.keystone}/v3`);
  expect(text).toContain(`source ${kept?.folder}/admin-openrc`);

  const taken = await boot({ name: 'mine', backend: 'rome' }, { ...defaults(), probe: true, signal });
  expect(taken.reused).toBe(true);
  expect(text).not.toContain(taken.deployment.credentials.password);
  const before = await session(taken.deployment);
  await before.request('POST', '/v2/images', { name: 'one' });
  expect((await before.request('GET', '/v2/images')).json.images).toHaveLength(1);

  expect(await reset.run(io, [['mine']])).toBe(0);
  const after = await session(taken.deployment);
  expect(after.url).toBe(before.url);
  expect((await after.request('GET', '/v2/images')).json.images).toEqual([]);
  await expect(reset.run(io, [['yours']])).rejects.toMatchObject({ code: 'TARGET_UNKNOWN' });

  writeFileSync(join(runs, 'tokens-1.sh'), "export OS_TOKEN_TARGET='x'\n");
  expect(await down.run(io, [['mine']])).toBe(0);
  expect(await running()).toEqual([]);
  expect(readdirSync(runs)).toEqual([]);
});

test('doctor passes where deployments boot, and reports an unsafe run folder', async ({ runs }) => {
  const io = testIo();
  const { printed } = io;
  expect(await doctor.run(io, [{}])).toBe(0);
  expect(printed.filter((line) => !line.startsWith('ok '))).toEqual([]);

  chmodSync(runs, 0o755);
  expect(await doctor.run(io, [{}])).toBe(3);
  expect(printed.filter((line) => line.startsWith('not ok')).join('\n')).toContain('run folder');
  chmodSync(runs, 0o700);
});
