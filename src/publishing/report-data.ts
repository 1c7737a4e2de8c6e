import { changesSince, flakyEndpoints, summaryOf, timingsOf } from '../analysis/history.ts';
import { isComplete, type RunFile, SERVICES } from '../model.ts';
import type { ReportData } from '../reporters/html/report-data.ts';
import { readHistory } from '../runs/history-files.ts';
import { dbApiRows } from './db-api-rows.ts';

/** The dashboard's data for a run. @param reports the folder with the history to compare with */
export function reportData(run: RunFile, reports: string): ReportData {
  const all = readHistory(reports).filter(({ target }) => target === run.target);
  const earlier = all.filter(({ id, startedAt }) => id !== run.id && startedAt < run.startedAt);
  const own = all.find(({ id }) => id === run.id);
  const last = earlier.at(-1);
  return {
    run,
    history: own ? [...earlier, own] : earlier,
    // A partial run would seem to have lost the rest.
    ...(last && isComplete(run) ? { changes: changesSince(last, own ?? summaryOf(run)) } : {}),
    flaky: flakyEndpoints(own ? [...earlier, own] : earlier),
    timings: timingsOf(run),
    functions: SERVICES.flatMap((service) => dbApiRows(run, service)),
  };
}
