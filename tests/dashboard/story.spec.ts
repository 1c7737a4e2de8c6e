import { expect } from 'playwright/test';
import { test } from '../support/runs/dashboard.ts';

test('three clicks from the first page show why a listing differs and what to implement', async ({
  page,
  red,
}) => {
  await red.open(page, 'index.html');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'rome-2015: 0 of 371 live endpoints identical',
  );
  const row = page.getByRole('row', { name: /GET \/v2\/images differs/ });
  await expect(row).toContainText('order_by wrong in image_get_all at discovery/api.py:690');
  await row.getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('GET /v2/images');
  const marked = page.locator('.answers tr.differs');
  await expect(marked).toHaveCount(2);
  await expect(marked.first().locator('td')).toHaveText([/differs/, /"name": "alpha"/, /"name": "bravo"/]);
  await page.getByRole('link', { name: 'order_by in image_get_all', exact: true }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('order_by in image_get_all');
  await expect(page.getByText('discovery/api.py:690').first()).toBeVisible();
  await expect(page.getByText('the same 2 rows in a different order')).toBeVisible();
  await expect(page.getByText('The smallest statement that still differs')).toBeVisible();
  const [smallest, statement] = [page.locator('pre').first(), page.locator('pre').last()];
  await expect(smallest).toContainText('\nORDER BY images.name, ');
  await expect(statement).toContainText('\nORDER BY images.name ASC');
});

test('the missing queries are ranked by the endpoints that each would unblock', async ({ page, red }) => {
  await red.open(page, 'index.html');
  const rows = page.getByRole('group', { name: /Missing ROME queries/ }).locator('tbody tr');
  await expect(rows.locator('th')).toHaveText([
    'Query.one in image_get',
    'order_by in image_get_all',
    'Query.update in image_update',
  ]);
  await expect(rows.first().locator('td').nth(3)).toHaveText('2');
  await expect(rows.first().locator('td').nth(4)).toHaveText('1');
});

test('the first page shows changes since the last run, and flaky endpoints', async ({ page, red }) => {
  await red.open(page, 'index.html');
  const changes = page.getByRole('region', { name: 'Since the last run' });
  await expect(changes.getByRole('listitem')).toHaveText(['▼ worse GET /v2/images identical → differs']);
  await expect(page.getByRole('region', { name: 'Flaky endpoints' })).toContainText(
    '2 changes of its verdict',
  );
  const levels = page.getByRole('table', { name: /glance, endpoints at each level/ });
  await expect(levels.getByRole('row', { name: /identical/ })).toContainText(
    '▼ 1 fewer than in the last run',
  );
});

test('the page of a DB-API function shows its constructs and its endpoints', async ({ page, red }) => {
  await red.open(page, 'functions.html');
  await page.getByRole('link', { name: 'image_get_all' }).click();
  await expect(page.getByRole('row', { name: /order_by wrong/ })).toContainText('discovery/api.py:690');
  await expect(page.getByRole('row', { name: /select supported/ })).toBeVisible();
  await page.getByRole('link', { name: 'GET /v2/images' }).click();
  await expect(page.getByText(/The target takes 1.0× the baseline's time, 1\.\d× at p95/)).toBeVisible();
  await expect(page.getByRole('region', { name: 'Waiting for a state' }).getByRole('row').nth(1)).toHaveText(
    'list9.0 ms11200 ms3',
  );
  await expect(page.getByRole('region', { name: 'History' })).toContainText('3 runs from');
});

test('a failing step shows its request while folded, the service log, and the repro command', async ({
  page,
  red,
}) => {
  await red.open(page, 'scenarios/glance-images-list', 'step-by-name-ascending');
  const step = page.locator('#step-by-name-ascending');
  await expect(step.locator('summary').first()).toContainText('GET /v2/images?sort=name:asc');
  await expect(step).toContainText('target: KeyError: ');
  await expect(step).toContainText('→ discovery/api.py:690 in image_get_all');
  await expect(step).toContainText(/run-scenarios repro glance\/images\/list:\d+ --target rome-2015/);
  await expect(page.locator('#step-again summary').first()).toContainText('200');
});

test('a copied curl command reads its token from the environment', async ({ page, context, red }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await red.open(page, 'endpoints/glance-get-v2-images');
  await page.getByRole('button', { name: 'Copy the curl command for the target' }).first().click();
  await expect(page.getByText('Copied')).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(
    `curl -g -i -X GET 'http://rome:9292/v2/images?sort=name:asc' -H "X-Auth-Token: $OS_TOKEN_TARGET_GLANCE_IMAGES_LIST_MEMBER"`,
  );
});
