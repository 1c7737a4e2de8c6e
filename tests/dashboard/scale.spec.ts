import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { test } from '../support/runs/dashboard.ts';
import { historyOf, redRun } from '../support/runs/red-run.ts';

test('with 300 endpoints and 400 runs of history, pages stay small and the filter works', async ({
  page,
  dashboardOf,
}) => {
  const { run } = redRun();
  const endpoints = Array.from({ length: 4 }, (_, copy) =>
    run.endpoints.map((each) => ({
      ...each,
      endpoint: copy === 0 ? each.endpoint : `${each.endpoint}/x${copy}`,
    })),
  ).flat();
  const large = { ...run, endpoints };
  const dashboard = dashboardOf(large, historyOf(large, 400));
  expect(endpoints.length).toBeGreaterThan(300);
  for (const path of ['index.html', 'endpoints.html', 'trends.html', 'endpoints/glance-get-v2-images']) {
    const file = path.includes('.html') ? path : 'page.html';
    const sizes = [file, 'dashboard.css', 'dashboard.js', 'page.js'].map(
      (name) => statSync(join(dashboard.folder, name)).size,
    );
    expect(
      sizes.reduce((sum, size) => sum + size),
      path,
    ).toBeLessThan(2_000_000);
    await dashboard.open(page, path);
    // The number of elements decides how long a browser takes; benchmarks/speed/dashboard_paint.mjs measures it.
    expect(await page.locator('*').count(), path).toBeLessThan(40_000);
  }
  await dashboard.open(page, 'endpoints.html');
  const before = await page.locator('tbody tr:visible').count();
  await page.locator('[name=q]').fill('tags');
  await expect.poll(() => page.locator('tbody tr:visible').count()).toBeLessThan(before);
  await dashboard.open(page, 'trends.html');
  await expect(page.locator('tbody tr')).toHaveCount(400);
});
