import { causesOf, outsideSteps } from '../../../analysis/causes.ts';
import { endpointCounts } from '../../../analysis/coverage/counts.ts';
import { agrees, COVERAGE_LEVELS, isComplete, SERVICES, type Service, VERDICTS } from '../../../model.ts';
import { costliest } from '../../costliest.ts';
import { failureText } from '../../text/failure-text.ts';
import { headline } from '../../text/step-text.ts';
import { bar } from '../charts.ts';
import { block } from '../exchanges.ts';
import { type Content, type Html, html } from '../html.ts';
import type { Page } from '../layout.ts';
import {
  badge,
  costCells,
  costHead,
  count,
  endpointName,
  flakyBadge,
  GLYPHS,
  MEANINGS,
  scrolling,
  time,
} from '../parts.ts';
import type { Site } from '../site.ts';
import { why } from '../why.ts';
import { resources } from './endpoints-page.ts';
import { legend, queryTable } from './query-pages.ts';
import { upgradeSection } from './upgrade-section.ts';

const MOST_QUERIES = 8;
const MOST_ENDPOINTS = 12;
const MOST_CHANGES = 10;

/** The first page: coverage, changes, and what to implement next. */
export function overview(site: Site): Omit<Page, 'path'> {
  const { run } = site.data;
  const { live, levels } = endpointCounts(run.endpoints);
  const body = html`<h1><em>${run.target}</em>: ${levels.identical} of ${live} live endpoints identical</h1>
${warnings(site)}
<div class="columns first">
<section aria-labelledby="coverage"><h2 id="coverage">Coverage</h2>${SERVICES.map((service) => coverage(site, service))}</section>
${changes(site)}
</div>
${upgradeSection(site)}
${queries(site)}
${failing(site)}
${elsewhere(site)}
${costs(site)}
${map(site)}
${flaky(site)}
${glossary(site)}`;
  return { section: 'index.html', title: 'Overview', body };
}

const WORDS: Readonly<Record<string, string>> = {
  called: 'a scenario sent it a request, on both deployments',
  answered: 'both deployments gave the endpoint’s regular answer, not an error',
  valid: 'those answers are valid against the response schema and as the scenario expects',
  'identical, as a level': 'it is valid, and its verdict is identical',
  'live endpoint': 'an endpoint that the service still provides: all but those that are gone',
  construct: 'a query feature that ROME has to support: order_by, limit, an outer join, Query.update …',
  'missing ROME query': 'a construct that a DB-API function needs and that the target refuses or gets wrong',
};

/** Explains the words of this page and the verdicts that occur. */
function glossary({ data }: Site): Html {
  const shown = VERDICTS.filter((each) => data.run.endpoints.some(({ verdict }) => verdict === each));
  const verdicts = shown.map((verdict) => html`<dt>${badge(verdict)}</dt><dd>${MEANINGS[verdict]}</dd>`);
  const words = Object.entries(WORDS).map(([word, meaning]) => html`<dt>${word}</dt><dd>${meaning}</dd>`);
  return html`<section aria-labelledby="words"><h2 id="words">What the words mean</h2><dl class="facts">${verdicts}${words}</dl></section>`;
}

/** Why this run is incomplete. */
function warnings({ data }: Site): Content {
  const { status, abort, filters, shard, scenarios, planned } = data.run;
  if (isComplete(data.run)) return undefined;
  const why =
    status === 'running'
      ? 'This run is still in progress'
      : status === 'aborted'
        ? 'This run was interrupted'
        : shard
          ? `This is shard ${shard.index} of ${shard.of}`
          : 'This run was filtered';
  const what = filters.length > 0 && html` (<code>${filters.join(' ')}</code>)`;
  return html`<div class="notice" role="note"><p><strong>${why}</strong>${what}: ${scenarios.length} of ${count(planned, 'scenario')} ran, so some endpoints may show a worse verdict than in a complete run.</p>${abort && block(plain(failureText(abort)))}</div>`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal
const plain = (text: string): string => text.replace(/\u001b\[\d+m/g, '');

function coverage({ data }: Site, service: Service): Content {
  const own = data.run.endpoints.filter((endpoint) => endpoint.service === service);
  if (own.length === 0) return undefined;
  const before = data.changes?.levels[service];
  const { live, levels, verdicts } = endpointCounts(own);
  const rows = COVERAGE_LEVELS.map((level, index) => {
    const number = levels[level];
    return html`<tr><th scope="row">${level}</th><td class="chart">${bar(number, live, level)}</td><td class="number"><strong>${number}</strong></td><td>${delta(number, before?.[index])}</td></tr>`;
  });
  const list = verdicts.map(
    ([verdict, number]) =>
      html`<li><a href="endpoints.html#verdict=${verdict}">${badge(verdict)} ${number}</a></li>`,
  );
  return html`<div class="service"><p class="big"><strong>${levels.identical}</strong> of ${count(live, 'live endpoint')} of ${service} ${data.run.releases[service]} identical</p>
<table class="bars"><caption class="hide">${service}, endpoints at each level of coverage</caption><thead class="hide"><tr><th scope="col">level</th><th scope="col">share</th><th scope="col">endpoints</th><th scope="col">since the last run</th></tr></thead><tbody>${rows}</tbody></table>
<ul class="verdicts">${list}</ul></div>`;
}

function delta(now: number, before: number | undefined): Content {
  if (before === undefined || before === now) return undefined;
  const more = now > before;
  return html`<span class="${more ? 'up' : 'down'}">${more ? '▲' : '▼'} ${Math.abs(now - before)}<span class="hide"> ${more ? 'more' : 'fewer'} than in the last run</span></span>`;
}

function changes({ data, links }: Site): Html {
  const { changes } = data;
  if (!changes)
    return html`<section aria-labelledby="changes"><h2 id="changes">Since the last run</h2><p class="dim">The history has no earlier complete run on ${data.run.target} to compare with.</p></section>`;
  const { verdicts, appeared, solved, since } = changes;
  const lines = [...verdicts]
    .sort((a, b) => Number(a.better) - Number(b.better))
    .map(
      (each) =>
        html`<li><span class="${each.better ? 'up' : 'down'}">${each.better ? '▲ better' : '▼ worse'}</span> <a href="${links.endpoint(each) ?? ''}">${endpointName(each.endpoint)}</a> ${each.from ?? 'new'} → ${each.to}</li>`,
    );
  const queries = [
    ...appeared.map((id) => html`<li><span class="down">▼ missing</span> ${named(links, id)}</li>`),
    ...solved.map((id) => html`<li><span class="up">▲ solved</span> <code>${id}</code></li>`),
  ];
  const all = [...lines, ...queries];
  const more = all.length - MOST_CHANGES;
  return html`<section aria-labelledby="changes"><h2 id="changes">Since the last run</h2>
<p class="dim">${time(since.startedAt)}</p>
${all.length === 0 ? html`<p>Nothing changed: the same verdicts, the same missing queries.</p>` : html`<ul class="plain changes">${all.slice(0, MOST_CHANGES)}</ul>`}
${more > 0 && html`<details class="more"><summary>${count(more, 'more change')}</summary><ul class="plain changes">${all.slice(MOST_CHANGES)}</ul></details>`}</section>`;
}

function named(links: Site['links'], id: string): Html {
  const link = links.query(id);
  return link ? html`<a href="${link}"><code>${id}</code></a>` : html`<code>${id}</code>`;
}

function queries(site: Site): Content {
  const { ranked, links } = site;
  if (ranked.length === 0 && site.data.run.baselineReleases) return undefined;
  if (ranked.length === 0)
    return html`<section aria-labelledby="next"><h2 id="next">What to implement next</h2><p>This run found no missing query.</p></section>`;
  const more = ranked.length - MOST_QUERIES;
  return html`<section aria-labelledby="next"><h2 id="next">What to implement next</h2>
<p>The missing ROME queries, ranked by the endpoints that each construct fixes.</p>
${queryTable(site, ranked.slice(0, MOST_QUERIES))}
${more > 0 && html`<p><a href="${links.section('queries')}">All ${ranked.length} missing queries</a></p>`}
${legend}</section>`;
}

/** Differences come first, because they are easiest to overlook. */
const ORDER = ['differs', 'refused', 'blocked'];

function failing(site: Site): Content {
  const endpoints = [...site.failing()].sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
  if (endpoints.length === 0) return undefined;
  const rows = endpoints
    .slice(0, MOST_ENDPOINTS)
    .map(
      (endpoint) =>
        html`<tr><th scope="row"><a href="${site.links.endpoint(endpoint) ?? ''}">${endpointName(endpoint.endpoint)}</a></th><td>${badge(endpoint.verdict)}</td><td>${why(site, endpoint)}</td></tr>`,
    );
  const more = endpoints.length - MOST_ENDPOINTS;
  return html`<section aria-labelledby="failing"><h2 id="failing">Endpoints that are not identical</h2>
<div class="scroll" role="group" aria-label="Endpoints, and why" tabindex="0"><table class="grid failing-endpoints"><thead><tr><th scope="col">endpoint</th><th scope="col">verdict</th><th scope="col">why</th></tr></thead><tbody>${rows}</tbody></table></div>
${more > 0 && html`<p><a href="endpoints.html#verdict=differs&amp;verdict=refused&amp;verdict=blocked">All ${endpoints.length} of them</a></p>`}</section>`;
}

/**
 * Failures that no endpoint shows: steps without an endpoint, expectations that fail on both sides, failed cleanups,
 * interrupted scenarios.
 */
function elsewhere({ data, links, failing: endpoints }: Site): Content {
  const shown = new Set(endpoints().map(({ endpoint }) => endpoint));
  const isUpgrade = data.run.baselineReleases !== undefined;
  const lines = causesOf(data.run).flatMap(({ occurrences }) =>
    occurrences.flatMap(({ scenario, step, index }) => {
      // What an upgrade changes has a section of its own.
      if (step && (shown.has(step.endpoint) || (isUpgrade && !agrees(step.verdict)))) return [];
      const link = index === undefined ? links.scenario(scenario.id) : links.step(scenario.id, index);
      const what = step ? `${step.name}: ${headline(step)}` : outsideSteps(scenario).join('; ');
      return [html`<li><a href="${link}">${scenario.id}</a> ${what}</li>`];
    }),
  );
  if (lines.length === 0) return undefined;
  const more = lines.length - MOST_ENDPOINTS;
  return html`<section aria-labelledby="elsewhere"><h2 id="elsewhere">What else failed</h2><ul class="plain">${lines.slice(0, MOST_ENDPOINTS)}</ul>
${more > 0 && html`<p><a href="${links.section('scenarios')}">and ${more} more on the scenarios page</a></p>`}</section>`;
}

/** The endpoints with the highest cost. */
function costs({ data, links }: Site): Content {
  const rows = costliest(data.run).map(
    (endpoint) =>
      html`<tr><th scope="row"><a href="${links.endpoint(endpoint) ?? ''}">${endpointName(endpoint.endpoint)}</a></th>${costCells(endpoint.cost)}</tr>`,
  );
  if (rows.length === 0) return undefined;
  return html`<section aria-labelledby="costs"><h2 id="costs">Where ${data.run.target} costs most</h2>
<p>Time relative to ${data.run.baseline}, of endpoints that use the database.</p>
${scrolling('Endpoints by their cost', html`<table class="grid"><thead><tr><th scope="col">endpoint</th>${costHead}</tr></thead><tbody>${rows}</tbody></table>`)}</section>`;
}

/** Every endpoint as a tile, by resource. */
function map({ data, links }: Site): Html {
  const groups = resources(data.run.endpoints).map(({ name, anchor, endpoints }) => {
    const tiles = endpoints.map((endpoint) => {
      const words = `${endpoint.endpoint}: ${endpoint.verdict}`;
      return html`<li><a class="tile v-${endpoint.verdict}" href="${links.endpoint(endpoint) ?? ''}" title="${words}"><span aria-hidden="true">${GLYPHS[endpoint.verdict]}</span><span class="hide">${words}</span></a></li>`;
    });
    return html`<div class="tiles"><h3><a href="endpoints.html#${anchor}">${name}</a></h3><ul>${tiles}</ul></div>`;
  });
  return html`<section aria-labelledby="map"><h2 id="map">All endpoints</h2><div class="map">${groups}</div></section>`;
}

function flaky({ data, links }: Site): Content {
  if (data.flaky.length === 0) return undefined;
  const items = data.flaky.map(
    (each) =>
      html`<li>${flakyBadge} <a href="${links.endpoint(each) ?? ''}">${endpointName(each.endpoint)}</a> <span class="dim">${count(each.changes, 'change')} of its verdict between runs of the same code</span></li>`,
  );
  return html`<section aria-labelledby="flaky"><h2 id="flaky">Flaky endpoints</h2><ul class="plain">${items}</ul></section>`;
}
