import { expect } from 'playwright/test';
import { test } from '../support/runs/dashboard.ts';

test('every page shows texts of services and scenarios as text, not as markup', async ({ page, red }) => {
  const shown: string[] = [];
  for (const path of [
    'index.html',
    'scenarios.html',
    'endpoints/glance-get-v2-images',
    'endpoints/glance-get-v2-images-image_id',
    'queries/image_get-query-one',
    'scenarios/glance-images-show',
  ]) {
    await red.open(page, path);
    await page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
    });
    const seen = await page.evaluate(() => ({
      hacked: 'hacked' in window,
      scripts: document.querySelectorAll('script:not([src])').length,
      images: document.querySelectorAll('img').length,
      text: document.body.textContent?.includes('<script>window.hacked = 1</script>'),
    }));
    expect(seen, path).toMatchObject({ hacked: false, scripts: 0, images: 0 });
    if (seen.text) shown.push(path);
  }
  expect(shown.length).toBeGreaterThan(3);
});

test('injected markup does not run', async ({ page, red }) => {
  await red.open(page, 'index.html');
  const hacked = await page.evaluate(async () => {
    const image = document.createElement('div');
    image.innerHTML = '<img src=x onerror="window.hacked = 1">';
    document.body.append(image);
    const script = document.createElement('script');
    script.textContent = 'window.hacked = 2';
    document.body.append(script);
    await new Promise((resolve) => setTimeout(resolve, 200));
    return 'hacked' in window;
  });
  expect(hacked).toBe(false);
});

test('no page of a dashboard contains hostile markup without escapes', ({ red }) => {
  const wrong = [...red.pages].filter(([, text]) => /<script>|<img|\u202e/.test(text));
  expect(wrong.map(([name]) => name)).toEqual([]);
});
