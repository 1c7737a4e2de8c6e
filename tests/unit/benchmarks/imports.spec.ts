import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';

/** Source files that benchmarks import. No compiler checks these imports. */
const IMPORTED = /'([\w-]+(?:\/[\w-]+)*\.ts)'/g;

test('every source file that a benchmark imports exists', () => {
  const files = readdirSync('benchmarks', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.mjs'))
    .map((name) => join('benchmarks', name));
  const named = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(IMPORTED)].map(([, path]) => `${file}: src/${path}`),
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((each) => !existsSync(each.split(': ')[1] as string))).toEqual([]);
});
