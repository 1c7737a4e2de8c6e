import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { allureReport, writeAllureResults } from '../../src/publishing/allure-report.ts';
import { cli } from '../support/commands/cli.ts';
import { test } from '../support/files/folder.ts';
import { redRun } from '../support/runs/red-run.ts';

test("Allure's report shows each scenario with its steps and curl commands, and runs no hostile markup", async ({
  page,
  folder,
}) => {
  const results = join(folder.path, 'results');
  writeAllureResults(results, redRun().run);
  const file = await allureReport(results, join(folder.path, 'report'));
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(`file://${file}#suites`);
  for (const suite of ['glance', 'images']) await page.getByText(suite, { exact: true }).click();
  await page.getByText('What glance/images/list shows').first().click();
  await page.getByText('GET /v2/images by name, ascending').first().click();
  await expect(
    page.getByText(/sort=name:asc.*OS_TOKEN_TARGET_GLANCE_IMAGES_LIST_MEMBER/).first(),
  ).toBeVisible();
  await page.goto(`file://${file}#categories`);
  for (const verdict of ['differs', 'refused']) await expect(page.getByText(verdict).first()).toBeVisible();
  expect(asked.filter((url) => url.startsWith('http'))).toEqual([]);
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
});

test('without Java, one message says that Allure needs it, and the results are kept', async ({ folder }) => {
  folder.write('run.json', JSON.stringify(redRun().run));
  const { code, stderr } = await cli(['report', 'run.json', '--format', 'allure'], {
    cwd: folder.path,
    env: { JAVA_HOME: '/nowhere' },
  });
  expect(code).toBe(4);
  expect(stderr).toMatch(/^REPORT_FAILED Allure needs Java/);
  expect(readdirSync(join(folder.path, 'allure-results'))).toContain('categories.json');
});
