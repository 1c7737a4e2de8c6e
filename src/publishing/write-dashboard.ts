import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HarnessError, messageOf } from '../errors.ts';
import { ASSETS, dashboard } from '../reporters/html/dashboard.ts';
import type { SiteFile } from '../reporters/html/layout.ts';
import type { ReportData } from '../reporters/html/report-data.ts';
import { PACKAGE_ROOT } from '../shipped/paths.ts';

/**
 * Writes the dashboard into a folder. Returns the path of its first page.
 * @throws HarnessError REPORT_FAILED if it cannot be written
 */
export const writeDashboard = (folder: string, data: ReportData): string =>
  writePages(folder, dashboard(data));

/** Writes generated pages, and the shipped files that they load. Returns the path of the first page. */
export function writePages(folder: string, pages: Iterable<SiteFile>): string {
  try {
    for (const { path, text } of pages) {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    for (const name of ASSETS) copyFileSync(join(PACKAGE_ROOT, 'assets', name), join(folder, name));
  } catch (error) {
    throw new HarnessError('REPORT_FAILED', `Cannot write the dashboard: ${messageOf(error)}`, {
      fix: 'Free disk space, or name another folder with --output.',
      cause: error,
    });
  }
  return join(folder, 'index.html');
}
