import { expect } from 'playwright/test';
import { test } from '../support/runs/dashboard.ts';

const visible = '[data-row]:not([hidden])';

test('endpoints can be searched and filtered, and the address keeps the view', async ({ page, red }) => {
  await red.open(page, 'endpoints.html');
  const all = await page.locator(visible).count();
  expect(all).toBeGreaterThan(70);
  await page.getByRole('checkbox', { name: 'refused' }).check();
  await expect(page.locator(visible)).toHaveCount(2);
  await expect(page.locator('output')).toHaveText(`2 of ${all} endpoints`);
  await page.getByRole('searchbox').fill('patch query.ONE');
  await expect(page.locator(visible)).toHaveCount(1);
  await expect(page.locator('[data-group]:not([hidden])')).toHaveCount(1);
  const address = page.url();
  await page.goto('about:blank');
  await page.goto(address);
  await expect(page.locator(visible)).toHaveCount(1);
  await expect(page.getByRole('checkbox', { name: 'refused' })).toBeChecked();
  await page.getByRole('searchbox').fill('nothing is called so');
  await expect(page.getByText('No endpoint matches.')).toBeVisible();
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(page.locator(visible)).toHaveCount(all);
  await expect(page.getByRole('searchbox')).toBeFocused();
});

test('a verdict on the first page links to its endpoints', async ({ page, red }) => {
  await red.open(page, 'index.html');
  await page.getByRole('link', { name: 'refused 2' }).click();
  await expect(page.locator(visible)).toHaveCount(2);
});

test('scenarios can be searched', async ({ page, red }) => {
  await red.open(page, 'scenarios.html#q=list');
  await expect(page.locator(visible)).toHaveCount(1);
  await expect(page.locator('output')).toHaveText('1 of 2 scenarios');
});

test('a link to a step unfolds it', async ({ page, red }) => {
  await red.open(page, 'scenarios/glance-images-list', 'step-by-name-ascending');
  const step = page.locator('#step-by-name-ascending');
  await expect(step).toBeInViewport();
  await expect(step.getByText('request id')).toBeVisible();
  await expect(page.locator('#step-again').getByText('request id')).toBeHidden();
});

test('the endpoints page works by keyboard', async ({ page, red }) => {
  await red.open(page, 'endpoints.html');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('main')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.getByRole('link', { name: 'Trends' }).focus();
  await page.keyboard.press('/');
  await page.keyboard.type('/tags');
  await expect(page.getByRole('searchbox')).toHaveValue('/tags');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await expect(page).toHaveURL(/#q=%2Ftags&(service=&)?verdict=/);
});

test('the theme follows the system until the user chooses one, and is remembered', async ({ page, red }) => {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: 'dark' });
  await red.open(page, 'index.html');
  const dark = await ground();
  const button = page.getByRole('button', { name: /Theme/ });
  await button.click();
  await expect(button).toHaveText('Theme: light');
  const light = await ground();
  expect(light).not.toBe(dark);
  await red.open(page, 'queries/image_get_all-order_by');
  expect(await ground()).toBe(light);
  await page.getByRole('button', { name: /Theme/ }).click();
  expect(await ground()).toBe(dark);
});

test('pages are readable without scripts', async ({ browser, red }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await red.open(page, 'endpoints.html');
  await expect(page.getByRole('link', { name: 'GET /v2/images', exact: true })).toBeVisible();
  await expect(page.getByRole('button')).toHaveCount(0);
  await context.close();
});

test('the page of a refused query shows when it was first seen, and its traceback', async ({ page, red }) => {
  await red.open(page, 'queries/image_get-query-one');
  await expect(page.getByText('2026-01-01T00:00:00.000Z').last()).toBeVisible();
  await expect(page.getByText('discovery/api.py:257 in _image_get')).toBeVisible();
});

for (const width of [390, 1280]) {
  test(`the labels of charts are large enough to read, ${width} wide`, async ({ page, red }) => {
    await page.setViewportSize({ width, height: 844 });
    await red.open(page, 'trends.html');
    const heights = await page
      .locator('.plot text:visible')
      .evaluateAll((texts) => texts.map((text) => text.getBoundingClientRect().height));
    expect(heights.length).toBeGreaterThan(5);
    expect(Math.min(...heights)).toBeGreaterThan(10);
  });
}
