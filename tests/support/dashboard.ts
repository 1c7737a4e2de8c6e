import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import type { RunFile, RunSummary } from '../../src/model.ts';
import { reportData } from '../../src/publishing/report-data.ts';
import { writeDashboard } from '../../src/publishing/write-dashboard.ts';
import { test as base } from './folder.ts';
import { redRun } from './red-run.ts';

/** A dashboard in a folder, opened from disk as a person would. */
export class Dashboard {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  url(path: string): string {
    return `file://${join(this.folder, path)}`;
  }

  async open(page: Page, path: string): Promise<void> {
    await page.goto(this.url(path));
  }
}

export const test = base.extend<{
  /** Makes a dashboard of a run, held against a history. */
  readonly dashboardOf: (run: RunFile, history?: readonly RunSummary[]) => Dashboard;
  /** That of a run with every verdict. */
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
