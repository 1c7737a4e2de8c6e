/**
 * Measures the first paint of a dashboard's pages, compared with a floor: one paragraph and a comment of the same size.
 *
 * Usage: run-scenarios report RUN --output FOLDER; node benchmarks/speed/dashboard_paint.mjs FOLDER [rounds]
 * Prints the median of the rounds (5) in milliseconds for each page, and its ratio to the floor's median.
 */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright';

const [folder, rounds = '5'] = process.argv.slice(2);
const PAGES = ['index.html', 'endpoints.html', 'functions.html', 'scenarios.html', 'trends.html'];

const floorFolder = mkdtempSync(join(tmpdir(), 'floor-'));
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});

/** Returns the milliseconds from the start of the navigation to the first contentful paint. */
async function paintOf(file) {
  const page = await browser.newPage();
  await page.goto(pathToFileURL(file).href);
  const painted = await page.evaluate(
    () =>
      new Promise((found) => {
        new PerformanceObserver((list) => {
          const [entry] = list.getEntriesByName('first-contentful-paint');
          if (entry) found(entry.startTime);
        }).observe({ type: 'paint', buffered: true });
      }),
  );
  await page.close();
  return painted;
}

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

try {
  for (const name of PAGES) {
    const file = join(resolve(folder), name);
    const floor = join(floorFolder, name);
    writeFileSync(floor, `<!doctype html><p>floor</p><!--${'x'.repeat(statSync(file).size)}-->`);
    const [ours, theirs] = [[], []];
    for (let round = 0; round < Number(rounds); round++) {
      theirs.push(await paintOf(floor));
      ours.push(await paintOf(file));
    }
    const [own, least] = [median(ours), median(theirs)];
    console.log(
      `${name}: ${own.toFixed(0)} ms, ${(own / least).toFixed(1)} times the floor's ${least.toFixed(0)} ms`,
    );
  }
} finally {
  await browser.close();
  rmSync(floorFolder, { recursive: true, force: true });
}
