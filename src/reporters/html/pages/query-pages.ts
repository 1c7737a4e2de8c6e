import type { RankedQuery } from '../../../analysis/ranking.ts';
import type { EndpointResult } from '../../../model.ts';
import { queryText } from '../../text/step-text.ts';
import { block } from '../exchanges.ts';
import { type Content, type Html, html } from '../html.ts';
import type { Page } from '../layout.ts';
import { badge, count, endpointName, place, queryName, way } from '../parts.ts';
import type { PlacedStep, Site } from '../site.ts';

/** The missing queries in the order of the ranking. */
export function queriesPage(site: Site): Omit<Page, 'path'> {
  const { length } = site.ranked;
  const body = html`<h1>Missing ROME queries</h1>
<p class="lead">${length === 0 ? 'This run found no missing query.' : html`${foundText(site.ranked)}, ranked by the endpoints that each item fixes.`}</p>
${length > 0 && queryTable(site, site.ranked)}
${length > 0 && legend}`;
  return { section: 'queries.html', title: 'Missing ROME queries', body };
}

function foundText(ranked: readonly RankedQuery[]): string {
  const edits = ranked.filter(({ query }) => query.way === 'copy').length;
  const queries = ranked.length - edits;
  return [
    ...(queries > 0 ? [`${count(queries, 'query', 'queries')} that the target refuses or gets wrong`] : []),
    ...(edits > 0 ? [count(edits, 'wrong edit of the copy', 'wrong edits of the copy')] : []),
  ].join(', and ');
}

export const legend: Html = html`<p class="dim"><em>Hidden</em>: an earlier refusal stopped the target before this query; the baseline needs it, and the survey shows that the target's ROME gets it wrong. <em>Fixes</em>: endpoints that are identical with this construct, once the ones above are done.</p>`;

export function queryTable({ links, data, lacking }: Site, ranked: readonly RankedQuery[]): Html {
  const rows = ranked.map(
    ({ query, item, rank }, index) =>
      html`<tr><td class="number dim">${ranked[index - 1]?.rank === rank ? '' : rank}</td><th scope="row"><a href="${links.query(query.id) ?? ''}">${queryName(query)}</a></th><td>${way(query)}</td><td>${place(query.place)}</td><td class="number"><strong>${lacking(query.id).length}</strong></td><td class="number">${ranked[index - 1]?.rank === rank ? '' : item.unblocks.length}</td></tr>`,
  );
  return html`<div class="scroll" role="group" aria-label="Missing ROME queries of ${data.run.target}" tabindex="0"><table class="grid ranked"><thead><tr><th scope="col"><span class="hide">rank</span></th><th scope="col">missing ROME query</th><th scope="col">how</th><th scope="col">in the copy</th><th scope="col" class="number">blocks endpoints</th><th scope="col" class="number">fixes endpoints</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** One missing query: evidence, place, blocked endpoints and occurrences. */
export function queryPage(site: Site, { query, item, rank }: RankedQuery): Omit<Page, 'path'> {
  const { links, data } = site;
  const endpoints = site.lacking(query.id);
  const fn = links.function(query.dbApi);
  const seen = endpoints.flatMap((endpoint) =>
    site.stepsOf(endpoint).filter(({ step }) => step.missing.some(({ id }) => id === query.id)),
  );
  const reproduce = `run-scenarios repro ${rank} --target ${data.run.target}`;
  const body = html`<p class="crumbs"><a href="${links.section('queries')}">Missing queries</a></p>
<h1>${queryName(query)}</h1>
<p class="lead">${way(query)}; it blocks <strong>${count(endpoints.length, 'endpoint')}</strong>. Number ${rank} of the list, <code>${item.name}</code>, fixes ${count(item.unblocks.length, 'endpoint')}.</p>
<section aria-labelledby="evidence"><h2 id="evidence">Evidence</h2>
<dl class="facts">
<dt>What was seen</dt><dd>${query.evidence}${!query.reached && html` <span class="dim">(hidden: an earlier refusal stopped the target before this query)</span>`}</dd>
${query.place && html`<dt>In the copy</dt><dd>${place(query.place)} in <code>${query.place.function}</code></dd>`}
<dt>Requested at</dt><dd>${place(query.at)} in <code>${query.at.function}</code></dd>
${query.inner && html`<dt>Called from</dt><dd>${place(query.inner)} in <code>${query.inner.function}</code></dd>`}
<dt>DB-API function</dt><dd>${fn ? html`<a href="${fn}"><code>${query.dbApi}</code></a>` : html`<code>${query.dbApi}</code>`}</dd>
${query.requestId && html`<dt>Request id</dt><dd><code>${query.requestId}</code></dd>`}
${query.firstSeen && html`<dt>First seen</dt><dd><time>${query.firstSeen}</time></dd>`}
<dt>Reproduce</dt><dd><code>${reproduce}</code></dd>
</dl>
${query.hunk && html`<h3>The edit</h3>${block(query.hunk)}`}
${
  query.narrowed &&
  html`<h3>The smallest statement that still differs</h3>${block(laidOut(query.narrowed.sql))}
<dl class="facts"><dt>On SQLite</dt><dd>${query.narrowed.baseline}</dd><dt>On ROME</dt><dd>${query.narrowed.target}</dd><dt>Rows in its tables</dt><dd>${query.narrowed.rows}</dd></dl>`
}
${query.statement && html`<h3>The statement on the baseline</h3>${block(laidOut(query.statement))}`}
${query.traceback && query.traceback.length > 0 && html`<h3>Traceback of the refusal</h3>${block(query.traceback.join('\n'))}`}</section>
<section aria-labelledby="blocks"><h2 id="blocks">Blocked endpoints</h2>${blocked(site, endpoints)}</section>
${shown(site, seen)}`;
  return { section: 'queries.html', title: queryText(query), body };
}

/** Breaks a statement into one line per clause. */
const laidOut = (sql: string): string =>
  sql.replace(
    /\s+(FROM|(?:LEFT OUTER |INNER )?JOIN|WHERE|GROUP BY|HAVING|ORDER BY|LIMIT|VALUES|UNION(?: ALL)?|SET) /g,
    '\n$1 ',
  );

function blocked({ links }: Site, endpoints: readonly EndpointResult[]): Html {
  const rows = endpoints.map((endpoint) => {
    const others = endpoint.missing.length - 1;
    return html`<tr><th scope="row"><a href="${links.endpoint(endpoint) ?? ''}">${endpointName(endpoint.endpoint)}</a></th><td>${badge(endpoint.verdict)}</td><td>${others === 0 ? 'nothing' : count(others, 'query', 'queries')}</td></tr>`;
  });
  return html`<div class="scroll" role="group" aria-label="Blocked endpoints" tabindex="0"><table class="grid"><thead><tr><th scope="col">endpoint</th><th scope="col">verdict</th><th scope="col">also misses</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

const MOST_SEEN = 40;

function shown({ links }: Site, seen: readonly PlacedStep[]): Content {
  if (seen.length === 0) return undefined;
  const items = seen
    .slice(0, MOST_SEEN)
    .map(
      ({ scenario, index, step }) =>
        html`<li>${badge(step.verdict)} <a href="${links.step(scenario, index)}">${step.name}</a> <span class="dim">${scenario}</span></li>`,
    );
  const more = seen.length - MOST_SEEN;
  return html`<section aria-labelledby="seen"><h2 id="seen">Where it appears</h2><ul class="plain">${items}</ul>${more > 0 && html`<p class="dim">and ${count(more, 'more step')}, on the endpoints’ pages</p>`}</section>`;
}
