import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { PYTHON_FOLDER } from '../../../src/deployments/machine/paths.ts';
import { ensureRelease } from '../../../src/deployments/releases/ensure-release.ts';
import { sitePackages } from '../../../src/deployments/releases/releases.ts';
import { parseTraceLine } from '../../../src/runner/traces/trace-line.ts';
import { newestRelease } from '../../../src/shipped/locks.ts';
import { progress } from '../../support/machine/tools.ts';
import { session } from './client.ts';
import { test } from './fixture.ts';

/** A checkout of the newest Glance. */
async function checkoutIn(folder: string): Promise<string> {
  const release = newestRelease();
  await ensureRelease(release, [], { progress, signal: new AbortController().signal });
  mkdirSync(folder, { recursive: true });
  cpSync(join(sitePackages(release), 'glance'), join(folder, 'glance'), { recursive: true });
  return folder;
}

test('Glance runs from a checkout, and an edit of it makes a persistent deployment out of date', async ({
  booted,
}) => {
  const checkout = await checkoutIn(test.info().outputPath('src'));
  const edit = (from: string, to: string) => {
    const file = join(checkout, 'glance/api/versions.py');
    const text = readFileSync(file, 'utf8');
    expect(text).toContain(from);
    writeFileSync(file, text.replaceAll(from, to));
  };
  edit("'CURRENT'", "'EDITED'");
  const spec = { name: 'mine', backend: 'rome', source: { glance: checkout } } as const;
  const statuses = async (kept: boolean) => {
    const { deployment, reused } = await booted(spec, { keep: true });
    expect(reused).toBe(kept);
    // The discovery copy is made from the checkout.
    expect(deployment.copies?.[0]?.original).toBe(join(checkout, 'glance/db/sqlalchemy/api.py'));
    const { request } = await session(deployment);
    const { json } = await request('GET', '/versions');
    return new Set(json.versions.map(({ status }) => status));
  };
  expect(await statuses(false)).toContain('EDITED');
  expect(await statuses(true)).toContain('EDITED');
  edit("'EDITED'", "'AGAIN'");
  expect(await statuses(false)).toContain('AGAIN');
});

test('a target runs on another package rome, whose edit makes it out of date', async ({ booted }) => {
  const source = test.info().outputPath('my-rome');
  cpSync(join(PYTHON_FOLDER, 'rome'), join(source, 'rome'), { recursive: true });
  const file = join(source, 'rome/__init__.py');
  const own = readFileSync(file, 'utf8');
  const refuse = (method: string) =>
    writeFileSync(
      file,
      `${own}\n\ndef _missing(*_, **__):\n    raise NotImplementedError("Query.${method} is missing")\n\n\nRomeQuery.${method} = _missing\n`,
    );
  const spec = { name: 'own', backend: 'rome', source: { rome: source } } as const;
  const refused = async () => {
    const { deployment, reused } = await booted(spec, { keep: true, probe: true });
    expect(reused).toBe(false);
    const { request } = await session(deployment);
    const { status } = await request('GET', '/v2/images/00000000-0000-4000-8000-000000000000');
    const events = readFileSync(deployment.probe as string, 'utf8')
      .trim()
      .split('\n');
    const refusals = events.map((line) => parseTraceLine(line)).filter(({ kind }) => kind === 'refusal');
    return {
      status,
      constructs: [...new Set(refusals.map((event) => 'construct' in event && event.construct))],
    };
  };
  refuse('one');
  expect(await refused()).toEqual({ status: 500, constructs: ['Query.one'] });
  refuse('filter_by');
  expect(await refused()).toEqual({ status: 500, constructs: ['Query.filter_by'] });
});

test('a source that is no checkout is refused before the boot', async ({ booted }) => {
  const empty = test.info().outputPath('empty');
  rmSync(empty, { recursive: true, force: true });
  await expect(booted({ name: 'mine', backend: 'sql', source: { glance: empty } })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
  });
});
