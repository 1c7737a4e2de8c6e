import { html } from './html.ts';
import { documentOf, type Page } from './layout.ts';
import { endpointPage } from './pages/endpoint-page.ts';
import { endpointsPage } from './pages/endpoints-page.ts';
import { functionPage, functionsPage } from './pages/function-pages.ts';
import { overview } from './pages/overview.ts';
import { queriesPage, queryPage } from './pages/query-pages.ts';
import { scenarioPage, scenariosPage } from './pages/scenario-pages.ts';
import { trendsPage } from './pages/trends-page.ts';
import { count, time } from './parts.ts';
import type { ReportData } from './report-data.ts';
import { Site } from './site.ts';

/** A file of the dashboard: its path from the root of the site, and its text. */
export interface SiteFile {
  readonly path: string;
  readonly text: string;
}

/** Every page of the dashboard, one after the other; the style and the script beside them are the caller's to add. */
export function* dashboard(data: ReportData): Generator<SiteFile> {
  const { run } = data;
  const footer = html`<p>${run.target} against ${run.baseline}, ${time(run.startedAt)}, ${count(run.scenarios.length, 'scenario')} in ${Math.round(run.ms.total / 1000)} s. Run <code>${run.id}</code>.</p>`;
  for (const page of pages(data)) yield { path: page.path, text: documentOf(page, footer) };
}

function* pages(data: ReportData): Generator<Page> {
  const top = new Site(data, '');
  yield { path: 'index.html', ...overview(top) };
  yield { path: 'endpoints.html', ...endpointsPage(top) };
  yield { path: 'queries.html', ...queriesPage(top) };
  yield { path: 'functions.html', ...functionsPage(top) };
  yield { path: 'scenarios.html', ...scenariosPage(top) };
  yield { path: 'trends.html', ...trendsPage(top) };
  const below = new Site(data, '../');
  for (const endpoint of data.run.endpoints)
    yield { path: top.links.endpoint(endpoint) ?? '', ...endpointPage(below, endpoint) };
  for (const ranked of below.ranked)
    yield { path: top.links.query(ranked.query.id) ?? '', ...queryPage(below, ranked) };
  for (const row of data.functions)
    yield { path: top.links.function(row.name) ?? '', ...functionPage(below, row) };
  for (const scenario of data.run.scenarios)
    yield { path: top.links.scenario(scenario.id), ...scenarioPage(below, scenario) };
}
