import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'playwright/test';
import { PACKAGE_ROOT } from '../../../src/shipped/paths.ts';

const END = '<!-- end -->';

/**
 * Compares `text` with the block of a document between `<!-- made by <test file> -->` and `<!-- end -->`. With
 * `--update-snapshots changed`, writes the block.
 *
 * @param file path below the package.
 */
export function documented(file: string, text: string): void {
  const path = join(PACKAGE_ROOT, file);
  const start = `<!-- made by ${relative(PACKAGE_ROOT, test.info().file)} -->\n`;
  const document = readFileSync(path, 'utf8');
  const from = document.indexOf(start) + start.length;
  const to = document.indexOf(END, from);
  expect(document.includes(start) && to > 0, `${file} has ${start.trim()} and ${END}`).toBe(true);
  // Without the option, Playwright's versions have different values.
  if (/^(?:all|changed)$/.test(test.info().config.updateSnapshots)) {
    writeFileSync(path, `${document.slice(0, from)}${text}\n${document.slice(to)}`);
  } else {
    expect(document.slice(from, to)).toBe(`${text}\n`);
  }
}
