import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { test } from '../support/runs/dashboard.ts';
import { historyOf, redRun } from '../support/runs/red-run.ts';

test('300 endpoints and 400 runs of history: small, painted within a second, quick to filter', async ({
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
    const painted = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          new PerformanceObserver((list) => {
            const [entry] = list.getEntriesByName('first-contentful-paint');
            if (entry) resolve(entry.startTime);
          }).observe({ type: 'paint', buffered: true });
        }),
    );
    expect(painted, path).toBeLessThan(1000);
  }
  await dashboard.open(page, 'endpoints.html');
  const ms = await page.evaluate(() => {
    const started = performance.now();
    const search = document.querySelector<HTMLInputElement>('[name=q]') as HTMLInputElement;
    search.value = 'tags';
    search.dispatchEvent(new Event('input', { bubbles: true }));
    document.body.getBoundingClientRect();
    return performance.now() - started;
  });
  expect(ms).toBeLessThan(300);
  await dashboard.open(page, 'trends.html');
  await expect(page.locator('tbody tr')).toHaveCount(400);
});
