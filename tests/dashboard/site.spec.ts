import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { summaryOf } from '../../src/analysis/history.ts';
import type { RunFile } from '../../src/model.ts';
import { cli } from '../support/commands/cli.ts';
import { type Folder, test } from '../support/files/folder.ts';
import { redRun } from '../support/runs/red-run.ts';
import { writeRun } from '../support/runs/written-run.ts';
import { overflow, violations } from './accessibility.ts';

const night = (day: number, target: string): RunFile => ({
  ...redRun().run,
  ...{ id: `${target}-${day}`, target, startedAt: `2026-11-0${day}T02:23:00.000Z` },
});

/** Adds a night's dashboard to the site, as the nightly workflow does. */
async function publish(folder: Folder, run: RunFile, ...options: readonly string[]): Promise<void> {
  writeRun(folder, `reports/${run.id}/run.json`, run);
  folder.write(`reports/history/${run.id}.json`, JSON.stringify(summaryOf(run)));
  const args = ['report', `reports/${run.id}`, '--site', 'site', ...options];
  const { code, stderr } = await cli(args, { cwd: folder.path });
  expect(stderr).toContain('site/index.html');
  expect(code).toBe(0);
}

test('a site keeps the dashboard of each night at its address', async ({ folder, page }) => {
  await publish(folder, night(1, 'rome'));
  const first = readFileSync(join(folder.path, 'site/rome-1/index.html'), 'utf8');
  await publish(folder, night(2, 'other'));
  await publish(folder, night(3, 'rome'));
  expect(readFileSync(join(folder.path, 'site/rome-1/index.html'), 'utf8')).toBe(first);

  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(`file://${folder.path}/site/index.html`);
    await expect(page.locator('h2')).toHaveText([/^other: \d+ of \d+ live/, /^rome: \d+ of \d+ live/]);
    await expect(page.getByRole('row')).toHaveCount(5);
    expect(await violations(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
  }

  await page.getByRole('link', { name: '3 Nov 2026' }).click();
  await page.getByRole('link', { name: 'Trends' }).click();
  await page.getByRole('link', { name: '1 Nov 2026' }).click();
  expect(page.url()).toBe(`file://${folder.path}/site/rome-1/index.html`);
  await page.getByRole('link', { name: 'All runs' }).click();
  expect(page.url()).toBe(`file://${folder.path}/site/index.html`);
});

test('a site keeps at most --keep-runs runs of a target, and all other files', async ({ folder }) => {
  folder.write('site/own/index.html', 'not a run');
  folder.write('site/other-9/summary.json', JSON.stringify(summaryOf(night(1, 'rome'))));
  for (const day of [1, 2, 3]) await publish(folder, night(day, 'rome'));
  await publish(folder, night(4, 'other'), '--keep-runs', '1');
  await publish(folder, night(5, 'rome'), '--keep-runs', '2');
  const kept = ['own', 'other-9', 'rome-3', 'other-4', 'rome-5'];
  for (const name of kept) expect(existsSync(join(folder.path, 'site', name)), name).toBe(true);
  for (const name of ['rome-1', 'rome-2'])
    expect(existsSync(join(folder.path, 'site', name)), name).toBe(false);
  const front = readFileSync(join(folder.path, 'site/index.html'), 'utf8');
  expect(front).toContain('rome-3/index.html');
  expect(front).not.toContain('rome-2');
});

test('options that would be ignored are refused', async ({ folder }) => {
  folder.write('run.json', JSON.stringify(night(1, 'rome')));
  for (const options of [
    ['--site', 'site', '--format', 'sarif'],
    ['--site', 'site', '--output', 'html'],
    ['--keep-runs', '3'],
  ]) {
    const { code, stderr } = await cli(['report', 'run.json', ...options], { cwd: folder.path });
    expect(stderr).toContain('COMMAND_LINE');
    expect(code).toBe(2);
  }
});

test('a site refuses a run whose id points outside its folder', async ({ folder }) => {
  folder.write('run.json', JSON.stringify({ ...night(1, 'rome'), id: '../out' }));
  const { code, stderr } = await cli(['report', 'run.json', '--site', 'site'], { cwd: folder.path });
  expect(code).toBe(2);
  expect(stderr).toContain('RUN_FILE_INVALID');
  expect(existsSync(join(folder.path, 'out'))).toBe(false);
});
