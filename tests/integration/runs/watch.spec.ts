import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect } from 'playwright/test';
import { PACKAGE_ROOT } from '../../../src/shipped/paths.ts';
import { test } from '../../support/commands/command-line.ts';

const SOME = ['_shared/two-images.yaml', 'glance/images/list.yaml', 'glance/images/actions.yaml'].concat([
  '_shared/active-image.yaml',
  '_shared/queued-image.yaml',
  'glance/info/stores.yaml',
]);

const ONE_PASSED = /port against baseline: 1 scenario passed/;

test('a watch reruns what a change affects, continues after a mistake in a file, and obeys keys', {
  tag: '@long',
}, async ({ commandLine }) => {
  const at = (name: string) => join(commandLine.runtime, name);
  for (const name of SOME)
    cpSync(join(PACKAGE_ROOT, 'scenarios', name), at(`scenarios/${name}`), { recursive: true });
  await commandLine.exec('copy', 'glance', '--output', at('copy'));
  const copy = at('copy/api.py');
  const target = { managed: 'rome', copy };
  writeFileSync(
    at('config.yaml'),
    JSON.stringify({ baseline: { managed: 'sql' }, targets: { port: target } }),
  );
  const line = [process.execPath, join(PACKAGE_ROOT, 'dist/cli.js'), '--target', 'port', '--watch'].concat([
    '--config',
    at('config.yaml'),
    '--scenarios',
    at('scenarios'),
    '--output',
    commandLine.reports,
  ]);
  // Keys need a terminal, which `script` provides.
  const child = spawn('script', ['-qefc', line.join(' '), '/dev/null'], {
    env: { ...process.env, XDG_RUNTIME_DIR: commandLine.runtime, FORCE_COLOR: '', NO_COLOR: '1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (data) => {
    text += stripVTControlCharacters(String(data));
  });
  /** Returns the output from `act` until the watch waits again. */
  const answer = async (act: () => void): Promise<string> => {
    const from = text.length;
    act();
    await expect.poll(() => text.indexOf('q quits', from)).toBeGreaterThan(from);
    const said = text.slice(from);
    return said;
  };
  const edit = (file: string, change: (before: string) => string) => () =>
    writeFileSync(file, change(readFileSync(file, 'utf8')));
  const stores = at('scenarios/glance/info/stores.yaml');
  const intact = readFileSync(stores, 'utf8');

  expect(await answer(() => {})).toMatch(/port against baseline: all 3 scenarios passed/);
  const own = await answer(edit(stores, (before) => `${before}# touched\n`));
  expect(own).toMatch(ONE_PASSED);
  expect(
    await answer(edit(at('scenarios/_shared/two-images.yaml'), (before) => `${before}# touched\n`)),
  ).toMatch(ONE_PASSED);
  const mistake = await answer(edit(stores, (before) => before.replace('steps:', 'stpes:')));
  expect(mistake).toContain('SCENARIO_');
  expect(mistake).not.toContain('port against baseline');
  expect(await answer(() => writeFileSync(stores, intact))).toMatch(ONE_PASSED);

  // Only listings reach this function. The next run shows a mistake in it, and its fix.
  const listing = /(\ndef image_get_all\([\s\S]*?\n {4})(?=sort_key = )/;
  expect(readFileSync(copy, 'utf8')).toMatch(listing);
  const broken = await answer(edit(copy, (before) => before.replace(listing, '$1sort_dir = ["asc"]\n    ')));
  expect(broken).toContain('glance/images/list');
  expect(broken).not.toContain('glance/info/stores');
  const failed = await answer(() => child.stdin.write('f'));
  expect(failed).toContain('glance/images/list');
  expect(await answer(edit(copy, (before) => before.replace('sort_dir = ["asc"]\n    ', '')))).toMatch(
    /port against baseline: all \d scenarios passed/,
  );
  expect(await answer(() => child.stdin.write('a'))).toMatch(/port against baseline: all 3 scenarios passed/);

  const run = commandLine.runFile();
  expect(run.scenarios.map(({ id }) => id)).toEqual([
    'glance/images/actions',
    'glance/images/list',
    'glance/info/stores',
  ]);
  expect(run.unavailable).toEqual([expect.stringContaining('--watch')]);
  child.stdin.write('q');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
