import { byText } from '../../../model.ts';
import type { DbApiRow } from '../../text/coverage/db-api-coverage.ts';
import { html } from '../html.ts';
import type { Page } from '../layout.ts';
import { badge, count, endpointName, place, way } from '../parts.ts';
import { endpointsNamed, type Site } from '../site.ts';

/** All public DB-API functions: the endpoints that reach each, and its state on the target. */
export function functionsPage({ data, links }: Site): Omit<Page, 'path'> {
  const { functions } = data;
  const reached = functions.filter(({ endpoints }) => endpoints.length > 0);
  const rows = [...reached]
    .sort((a, b) => b.missing.length - a.missing.length || byText(a.name, b.name))
    .map(
      ({ name, endpoints, constructs, missing }) =>
        html`<tr><th scope="row"><a href="${links.function(name) ?? ''}"><code>${name}</code></a></th><td class="number">${endpoints.length}</td><td class="number">${constructs.length}</td><td>${missing.length === 0 ? html`<span class="way w-met">supported</span>` : html`<span class="way w-wrong">${count(missing.length, 'query', 'queries')} missing</span>`}</td></tr>`,
    );
  const others = functions
    .filter(({ endpoints }) => endpoints.length === 0)
    .map(
      ({ name, reason }) =>
        html`<li><code>${name}</code> ${reason ? html`<span class="dim">${reason}</span>` : 'no scenario of this run reached it'}</li>`,
    );
  const body = html`<h1>DB-API functions</h1>
<p class="lead">${reached.length} of ${count(functions.length, 'function')} reached from endpoints.</p>
<div class="scroll" role="group" aria-label="DB-API functions" tabindex="0"><table class="grid"><thead><tr><th scope="col">DB-API function</th><th scope="col" class="number">endpoints</th><th scope="col" class="number">constructs</th><th scope="col">on the target</th></tr></thead><tbody>${rows}</tbody></table></div>
${others.length > 0 && html`<section aria-labelledby="unreached"><h2 id="unreached">Not reached</h2><ul class="plain">${others}</ul></section>`}`;
  return { section: 'functions.html', title: 'DB-API functions', body };
}

/** One function: the endpoints that reach it and the constructs that it needs. */
export function functionPage(
  site: Site,
  { name, endpoints, constructs, missing, reason }: DbApiRow,
): Omit<Page, 'path'> {
  const { links, data } = site;
  const requirements = new Map(
    data.run.requirements.filter(({ dbApi }) => dbApi === name).map((each) => [each.construct, each]),
  );
  const needs = constructs.map((construct) => {
    const query = missing.find((each) => each.construct === construct);
    const at = query?.place ?? requirements.get(construct)?.at;
    return html`<tr><th scope="row"><code>${construct}</code></th><td>${query ? html`<a href="${links.query(query.id) ?? ''}">${way(query)}</a>` : html`<span class="way w-met">supported</span>`}</td><td>${place(at)}</td><td>${query?.evidence}</td></tr>`;
  });
  const users = endpointsNamed(site, endpoints).map(
    (endpoint) =>
      html`<li>${badge(endpoint.verdict)} <a href="${links.endpoint(endpoint) ?? ''}">${endpointName(endpoint.endpoint)}</a></li>`,
  );
  const body = html`<p class="crumbs"><a href="${links.section('functions')}">DB-API functions</a></p>
<h1><code>${name}</code></h1>
<p class="lead">${endpoints.length === 0 ? (reason ?? 'No scenario of this run reached it.') : html`${count(endpoints.length, 'endpoint')} ${endpoints.length === 1 ? 'reaches' : 'reach'} it; ${missing.length === 0 ? 'the target supports all that it needs' : html`the target misses <strong>${count(missing.length, 'query', 'queries')}</strong>`}.`}</p>
${needs.length > 0 && html`<section aria-labelledby="needs"><h2 id="needs">What its queries need</h2><div class="scroll" role="group" aria-label="Requirements" tabindex="0"><table class="grid"><thead><tr><th scope="col">construct</th><th scope="col">on the target</th><th scope="col">at</th><th scope="col">evidence</th></tr></thead><tbody>${needs}</tbody></table></div></section>`}
${users.length > 0 && html`<section aria-labelledby="users"><h2 id="users">Endpoints that reach it</h2><ul class="plain">${users}</ul></section>`}`;
  return { section: 'functions.html', title: name, body };
}
