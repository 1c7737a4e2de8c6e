import type { EndpointResult } from '../../../model.ts';
import { SERVICES, VERDICTS } from '../../../model.ts';
import { strip } from '../charts.ts';
import { type Html, html } from '../html.ts';
import type { Page } from '../layout.ts';
import { endpointKey, slugs } from '../links.ts';
import { badge, count, endpointName, flakyBadge, levelDots, ratio } from '../parts.ts';
import type { Site } from '../site.ts';

/** Number of recent verdicts beside an endpoint. Its own page shows all. */
const RECENT = 24;

/** The resource of an endpoint: the first path segment that is not a version, or the one below `metadefs`. */
export function resourceOf(endpoint: string): string {
  const parts = (endpoint.split(' ')[1] ?? '').split('/').filter((part) => part && !/^v\d/.test(part));
  const names = parts.filter((part) => !part.startsWith('{'));
  const [first = 'versions', second] = names;
  return first === 'metadefs' ? `metadefs ${names[2] ?? second ?? ''}`.trim() : first;
}

export interface Resource {
  readonly name: string;
  readonly anchor: string;
  readonly endpoints: readonly EndpointResult[];
}

/** Groups endpoints by service and resource, in the inventory's order. */
export function resources(endpoints: readonly EndpointResult[]): Resource[] {
  const groups = new Map<string, EndpointResult[]>();
  const several = new Set(endpoints.map(({ service }) => service)).size > 1;
  for (const endpoint of endpoints) {
    const resource = resourceOf(endpoint.endpoint);
    const name = several ? `${endpoint.service} ${resource}` : resource;
    groups.set(name, [...(groups.get(name) ?? []), endpoint]);
  }
  const anchors = slugs([...groups.keys()].map((name) => `resource ${name}`));
  return [...groups].map(([name, own], index) => ({ name, anchor: anchors[index] ?? '', endpoints: own }));
}

/** The table of endpoints by resource, with filters and search. */
export function endpointsPage(site: Site): Omit<Page, 'path'> {
  const { endpoints } = site.data.run;
  const groups = resources(endpoints);
  const body = html`<h1>Endpoints</h1>
${filters(endpoints)}
<div class="scroll" role="group" aria-label="Endpoints by resource" tabindex="0"><table class="grid matrix" data-what="endpoint">
<thead><tr><th scope="col">endpoint</th><th scope="col">verdict</th><th scope="col">coverage</th><th scope="col" class="number">requests</th><th scope="col" class="number">missing queries</th><th scope="col" class="number">time</th><th scope="col">last runs</th></tr></thead>
${groups.map((group) => resource(site, group))}
</table></div>
<p class="empty" data-empty hidden>No endpoint matches. <button type="button" data-clear>Show all</button></p>
<p class="dim">Coverage: called, answered, valid against its schema, identical. Time: the target's median relative to the baseline's. Last runs: higher is better.</p>`;
  return { section: 'endpoints.html', title: 'Endpoints', body };
}

function filters(endpoints: readonly EndpointResult[]): Html {
  const verdicts = VERDICTS.map((verdict) => ({
    verdict,
    number: endpoints.filter((each) => each.verdict === verdict).length,
  })).filter(({ number }) => number > 0);
  const choices = verdicts.map(
    ({ verdict, number }) =>
      html`<label class="choice"><input type="checkbox" name="verdict" value="${verdict}"> ${badge(verdict)} <span class="dim">${number}</span></label>`,
  );
  const services = SERVICES.filter((service) => endpoints.some((each) => each.service === service));
  const service =
    services.length > 1 &&
    html`<label>Service <select name="service"><option value="">all</option>${services.map((name) => html`<option>${name}</option>`)}</select></label>`;
  return html`<form class="filters" data-filters role="search" aria-label="Filter the endpoints">
<label>Search <input type="search" name="q" autocomplete="off" placeholder="images, GET, order_by" aria-keyshortcuts="/"></label>${service}
<fieldset><legend class="hide">Verdict</legend>${choices}</fieldset>
<output data-count aria-live="polite">${count(endpoints.length, 'endpoint')}</output>
</form>`;
}

function resource(site: Site, { name, anchor, endpoints }: Resource): Html {
  const identical = endpoints.filter(({ levels }) => levels.identical).length;
  return html`<tbody data-group id="${anchor}"><tr class="group"><th scope="rowgroup" colspan="7">${name} <span class="dim">${identical} of ${endpoints.length} identical</span></th></tr>
${endpoints.map((endpoint) => row(site, endpoint))}</tbody>`;
}

function row(site: Site, endpoint: EndpointResult): Html {
  const timing = site.timingOf(endpoint);
  const text = `${endpointKey(endpoint)} ${endpoint.missing.join(' ')} ${endpoint.scenarios.join(' ')}`;
  return html`<tr data-row data-verdict="${endpoint.verdict}" data-service="${endpoint.service}" data-text="${text}"><th scope="row"><a href="${site.links.endpoint(endpoint) ?? ''}">${endpointName(endpoint.endpoint)}</a></th><td>${badge(endpoint.verdict)} ${site.flakyOf(endpoint) && flakyBadge}</td><td>${levelDots(endpoint)}</td><td class="number">${endpoint.called}</td><td class="number">${endpoint.missing.length || ''}</td><td class="number">${timing && ratio(timing.ratio.median)}</td><td>${strip(site.pastOf(endpoint).slice(-RECENT))}</td></tr>
`;
}
