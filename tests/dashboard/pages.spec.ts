import { expect } from 'playwright/test';
import { test } from '../support/runs/dashboard.ts';
import { overflow, violations } from './accessibility.ts';

/** One page of each kind. */
const KINDS = [
  'index.html',
  'endpoints.html',
  'queries.html',
  'functions.html',
  'scenarios.html',
  'trends.html',
  'endpoints/glance-get-v2-images',
  'endpoints/glance-delete-v2-cache',
  'queries/image_get_all-order_by',
  'functions/image_get_all',
  'scenarios/glance-images-show',
];

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1280, 360]) {
    test(`no page breaks an accessibility rule, ${colorScheme}, ${width} wide`, async ({ page, red }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      for (const path of KINDS) {
        await red.open(page, path);
        await page.evaluate(() => {
          for (const details of document.querySelectorAll('details')) details.open = true;
        });
        expect(await violations(page), path).toEqual([]);
        expect(await overflow(page), `${path} is wider than the screen`).toBe(0);
      }
    });
  }
}

test('every page opens from disk, without other requests or browser messages', async ({ page, red }) => {
  const complaints: string[] = [];
  const outside: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(`file://${red.folder}/`)) outside.push(request.url());
  });
  for (const path of KINDS) {
    await red.open(page, path);
    await expect(page.locator('h1')).toHaveCount(1);
    await expect(page.locator('[data-theme-switch]')).toBeVisible();
  }
  expect({ complaints, outside }).toEqual({ complaints: [], outside: [] });
});

test('every link leads to an existing page and anchor', ({ red }) => {
  const { pages } = red;
  const broken = [...pages].flatMap(([name, text]) =>
    [...text.matchAll(/<a [^>]*href="([^"]*)"/g)].flatMap(([, href = '']) => {
      const [, packedPage, step] = /^page\.html#[0-9a-f]{2}\/([a-z]+\/[^/]+)(?:\/(.*))?$/.exec(href) ?? [];
      const [path = '', section] = href.split('#');
      const target = pages.get(packedPage ?? (path || name));
      const anchor = packedPage ? step : section;
      const found =
        target !== undefined && (!anchor || anchor.includes('=') || target.includes(`id="${anchor}"`));
      return found ? [] : [`${name}: ${href}`];
    }),
  );
  expect(broken).toEqual([]);
  expect(pages.size).toBeGreaterThan(80);
});

test('the address of an unknown page or a missing pack shows that no page was found', async ({
  page,
  red,
}) => {
  for (const address of ['#00/scenarios/none', '#zz/../../etc', '#%', '']) {
    await page.goto('about:blank');
    await page.goto(`${red.url('page.html')}${address}`);
    await expect(page.locator('h1')).toHaveText('Page not found in this report');
  }
});

test('the back button works between pages of the same document', async ({ page, red }) => {
  await red.open(page, 'endpoints/glance-get-v2-images');
  await page.getByRole('link', { name: 'order_by in image_get_all', exact: true }).first().click();
  await expect(page).toHaveTitle(/^order_by wrong in image_get_all/);
  await expect(page.getByRole('link', { name: 'Missing queries', exact: true }).first()).toHaveAttribute(
    'aria-current',
    'true',
  );
  await page.goBack();
  await expect(page.locator('h1')).toHaveText('GET /v2/images');
});
