import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { expect, type Page } from 'playwright/test';
import type { RunFile, RunSummary } from '../../../src/model.ts';
import { reportData } from '../../../src/publishing/report-data.ts';
import { writeDashboard } from '../../../src/publishing/write-dashboard.ts';
import type { SiteFile } from '../../../src/reporters/html/layout.ts';
import { addressOf } from '../../../src/reporters/html/packs.ts';
import { test as base } from '../files/folder.ts';
import { redRun } from './red-run.ts';

/** A dashboard in a folder, opened from disk as a user would. */
export class Dashboard {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  url(path: string): string {
    return `file://${join(this.folder, path)}`;
  }

  /** @param name a file, or a page of a single endpoint, scenario …: `scenarios/glance-images-show` */
  async open(page: Page, name: string, anchor = ''): Promise<void> {
    const isFile = name.includes('.html');
    await page.goto('about:blank');
    await page.goto(this.url(isFile ? name : `${addressOf(name)}/${anchor}`));
    if (!isFile) await expect(page.locator('h1')).not.toHaveText('Loading …');
  }

  /** The markup of every page, by its file or, for a packed page, by its name. */
  get pages(): ReadonlyMap<string, string> {
    const paths = readdirSync(this.folder, { recursive: true, encoding: 'utf8' });
    return pagesOf(
      paths
        .filter((path) => /\.html$|^pages\/.*\.js$/.test(path))
        .map((path) => ({ path, text: readFileSync(join(this.folder, path), 'utf8') })),
    );
  }
}

/** The markup of every page in a dashboard's files, by its file or, for a packed page, by its name. */
export const pagesOf = (files: Iterable<SiteFile>): ReadonlyMap<string, string> =>
  new Map(
    [...files].flatMap(({ path, text }) =>
      path.startsWith('pages/') ? unpacked(text) : [[path, text] as const],
    ),
  );

const unpacked = (script: string): (readonly [string, string])[] =>
  Object.entries(JSON.parse(script.replace(/^addPages\(|\);\n$/g, '')) as Record<string, string>).map(
    ([name, page]) => [name, JSON.parse(inflateRawSync(Buffer.from(page, 'base64')).toString()).body],
  );

export const test = base.extend<{
  /** Writes the dashboard of a run with a history. */
  readonly dashboardOf: (run: RunFile, history?: readonly RunSummary[]) => Dashboard;
  /** The dashboard of a run with every verdict. */
  readonly red: Dashboard;
}>({
  dashboardOf: async ({ folder }, use) => {
    await use((run, history = []) => {
      for (const summary of history) folder.write(`history/${summary.id}.json`, JSON.stringify(summary));
      const output = join(folder.path, 'html');
      mkdirSync(output);
      writeDashboard(output, reportData(run, folder.path));
      return new Dashboard(output);
    });
  },
  red: async ({ dashboardOf }, use) => {
    const { run, history } = redRun();
    await use(dashboardOf(run, history));
  },
});
