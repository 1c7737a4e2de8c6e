import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePatch } from 'diff';
import { expect, test } from 'playwright/test';
import { copy } from '../../../src/commands/deployments/copy.ts';
import { discoveryCopy } from '../../../src/deployments/copy/copy.ts';
import { ensureRelease } from '../../../src/deployments/releases/ensure-release.ts';
import { DEBIAN } from '../../../src/model.ts';
import { newestRelease } from '../../../src/shipped/locks.ts';
import { testIo } from '../../support/commands/io.ts';
import { progress } from '../../support/machine/tools.ts';

const RELEASES = [DEBIAN, newestRelease()];

for (const release of RELEASES) {
  test(`the copy of Nova differs in one import, on ${release}`, async () => {
    await ensureRelease(release, ['glance', 'nova'], { progress, signal: new AbortController().signal });
    const { diff } = await discoveryCopy('nova', { release });
    const [patch] = parsePatch(diff);
    const changed = (patch?.hunks ?? []).flatMap(({ lines }) => lines.filter((line) => /^[-+]/.test(line)));
    expect(changed).toEqual([
      '-from oslo_db.sqlalchemy import enginefacade',
      '+from rome import enginefacade',
    ]);
  });
}

test("the copy of Debian's Glance differs only in imports and session functions", async () => {
  const info = test.info();
  const { text, diff, original } = await discoveryCopy('glance', { release: DEBIAN });
  const [patch] = parsePatch(diff);
  const changed = (patch?.hunks ?? []).flatMap(({ lines }) => lines.filter((line) => /^[-+]/.test(line)));
  expect(changed.filter((line) => line.startsWith('+'))).toEqual([
    '+import rome',
    "+    return rome.get_engine('glance')",
    "+    return rome.get_session('glance', autocommit=autocommit,",
    '+                            expire_on_commit=expire_on_commit)',
  ]);
  const removed = changed.filter((line) => line.startsWith('-')).join('\n');
  expect(removed.match(/def (\w+)/g)).toEqual(['def _create_facade_lazily']);

  // The copy has every other function, in the same order.
  const functions = (source: string) => source.match(/^def \w+/gm)?.filter((name) => !removed.includes(name));
  expect(functions(text)).toEqual(functions(readFileSync(original, 'utf8')));

  const file = info.outputPath('api.py');
  await copy.run(testIo(), ['glance', { release: DEBIAN, output: info.outputPath(), force: false }]);
  execFileSync('/usr/bin/python3', ['-m', 'py_compile', file]);
});

test('an edited copy is overwritten only by force', async () => {
  const info = test.info();
  const output = info.outputPath('discovery');
  const io = testIo();
  expect(await copy.run(io, ['glance', { release: DEBIAN, output, force: false }])).toBe(0);
  expect(io.printed.join('\n')).toContain("+    return rome.get_engine('glance')");

  const file = join(output, 'api.py');
  const made = readFileSync(file, 'utf8');
  execFileSync('sed', ['-i', 's/LOG = .*/LOG = None/', file]);
  await expect(copy.run(io, ['glance', { release: DEBIAN, output, force: false }])).rejects.toMatchObject({
    code: 'COPY_FAILED',
  });
  expect(readFileSync(file, 'utf8')).toContain('LOG = None');

  expect(await copy.run(io, ['glance', { release: DEBIAN, output, force: true }])).toBe(0);
  expect(readFileSync(file, 'utf8')).toBe(made);
});
