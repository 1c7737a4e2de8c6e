import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { summaryOf } from '../analysis/history.ts';
import type { RunSummary } from '../model.ts';
import { frontPage } from '../reporters/html/pages/front-page.ts';
import type { ReportData } from '../reporters/html/report-data.ts';
import { replaceFile } from '../runs/headed-json.ts';
import { summaryIn } from '../runs/history-files.ts';
import { writeDashboard, writePages } from './write-dashboard.ts';

const SUMMARY = 'summary.json';

/**
 * Adds a run's dashboard to a site of many runs. Each has the folder `<run id>`, so links to it stay valid; the front
 * page lists all of them.
 * @param kept number of runs to keep on this run's target; the folders of older ones are removed
 * @returns path of the front page
 * @throws HarnessError REPORT_FAILED if it cannot be written
 */
export function writeSite(site: string, data: ReportData, kept = Number.POSITIVE_INFINITY): string {
  const { run } = data;
  const others = runsIn(site).filter(({ id }) => id !== run.id);
  const ofTarget = others.filter(({ target }) => target === run.target).sort(newestFirst);
  const removed = new Set(ofTarget.slice(Math.max(0, kept - 1)));
  for (const { id } of removed) rmSync(join(site, id), { recursive: true, force: true });
  const all = [...others.filter((each) => !removed.has(each)), summaryOf(run)];
  writeDashboard(join(site, run.id), { ...data, siblings: new Set(all.map(({ id }) => id)) });
  replaceFile(join(site, run.id, SUMMARY), [JSON.stringify(summaryOf(run))]);
  return writePages(site, [frontPage(all)]);
}

const newestFirst = (a: RunSummary, b: RunSummary): number => (a.startedAt < b.startedAt ? 1 : -1);

/** The runs of a site: folders with the summary of the run that they are named after. */
function runsIn(site: string): readonly RunSummary[] {
  if (!existsSync(site)) return [];
  return readdirSync(site).flatMap((name) => {
    const summary = summaryIn(join(site, name, SUMMARY));
    return summary?.id === name ? [summary] : [];
  });
}
