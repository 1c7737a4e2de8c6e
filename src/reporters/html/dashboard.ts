import { html } from './html.ts';
import { documentOf, type Page, type SiteFile } from './layout.ts';
import { packed, SHELL } from './packs.ts';
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

/** All generated files of the dashboard. The caller adds the shipped ones (`ASSETS`). */
export function* dashboard(data: ReportData): Generator<SiteFile> {
  const { run } = data;
  const footer = html`<p>${run.target} against ${run.baseline}, ${time(run.startedAt)}, ${count(run.scenarios.length, 'scenario')} in ${Math.round(run.ms.total / 1000)} s. Run <code>${run.id}</code>.${data.siblings && html` <a href="../index.html">All runs</a>`}</p>`;
  const site = new Site(data);
  for (const page of sections(site)) yield { path: page.path, text: documentOf(page, footer) };
  yield { path: SHELL, text: documentOf(shell, footer) };
  yield* packed(details(site));
}

/** Shipped files that the pages load. */
export const ASSETS = ['dashboard.css', 'dashboard.js', 'dashboard.svg', 'page.js'];

const shell: Page = {
  path: SHELL,
  title: 'Loading',
  scripts: ['page.js'],
  body: html`<h1>Loading …</h1><noscript><p>This page is stored compressed and needs JavaScript. The pages of the sections above do not, nor does <code>run-scenarios report --format markdown</code>.</p></noscript>`,
};

function* sections(site: Site): Generator<Page> {
  yield { path: 'index.html', ...overview(site) };
  yield { path: 'endpoints.html', ...endpointsPage(site) };
  yield { path: 'queries.html', ...queriesPage(site) };
  yield { path: 'functions.html', ...functionsPage(site) };
  yield { path: 'scenarios.html', ...scenariosPage(site) };
  yield { path: 'trends.html', ...trendsPage(site) };
}

/** Pages of single endpoints, queries, functions and scenarios. */
function* details(site: Site): Generator<Page> {
  const { run, functions } = site.data;
  const { pages } = site.links;
  for (const endpoint of run.endpoints)
    yield { path: pages.endpoint(endpoint) ?? '', ...endpointPage(site, endpoint) };
  for (const ranked of site.ranked)
    yield { path: pages.query(ranked.query.id) ?? '', ...queryPage(site, ranked) };
  for (const row of functions) yield { path: pages.function(row.name) ?? '', ...functionPage(site, row) };
  for (const scenario of run.scenarios)
    yield { path: pages.scenario(scenario.id) ?? '', ...scenarioPage(site, scenario) };
}
