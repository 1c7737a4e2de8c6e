import { isFailing } from '../../../analysis/verdict.ts';
import { byText, COVERAGE_LEVELS, type EndpointResult, SIDES } from '../../../model.ts';
import { linePlot, strip } from '../charts.ts';
import { type Content, type Html, html } from '../html.ts';
import type { Page } from '../layout.ts';
import { slugs } from '../links.ts';
import {
  badge,
  count,
  dateText,
  endpointName,
  flakyBadge,
  ms,
  place,
  queryName,
  ratio,
  scrolling,
  time,
  way,
} from '../parts.ts';
import type { PlacedStep, Site } from '../site.ts';
import { spreadPlot } from '../spread-plot.ts';
import { stepArticle } from '../step-article.ts';

/** Steps shown in full. Others are linked. */
const MOST_STEPS = 8;

/** One endpoint: reason for its verdict, requests, requirements, times and history. */
export function endpointPage(site: Site, endpoint: EndpointResult): Omit<Page, 'path'> {
  const { links } = site;
  const flaky = site.flakyOf(endpoint);
  const body = html`<p class="crumbs"><a href="${links.section('endpoints')}">Endpoints</a> / ${endpoint.service}</p>
<h1>${endpointName(endpoint.endpoint)}</h1>
<p class="lead">${badge(endpoint.verdict)} ${flaky && flakyBadge} ${summary(site, endpoint)}</p>
${missingQueries(site, endpoint)}
${requests(site, endpoint)}
<div class="columns">
${timing(site, endpoint)}
${waiting(site, endpoint)}
${past(site, endpoint)}
</div>
${requirements(site, endpoint)}
${tried(endpoint)}`;
  return { section: 'endpoints.html', title: endpoint.endpoint, body };
}

function summary({ data }: Site, { called, levels, scenarios }: EndpointResult): Content {
  if (called === 0)
    return scenarios.length > 0
      ? 'Scenarios include it, but all stopped before calling it.'
      : 'No scenario calls it.';
  const reached = COVERAGE_LEVELS.filter((level) => levels[level]).join(', ');
  return html`Called ${count(called, 'time')} by ${count(scenarios.length, 'scenario')} on both deployments: ${reached}. <span class="dim">${data.run.target} against ${data.run.baseline}</span>`;
}

function missingQueries({ links, missing }: Site, endpoint: EndpointResult): Content {
  const queries = endpoint.missing.flatMap((id) => missing.get(id) ?? []);
  if (queries.length === 0) return undefined;
  const rows = [...queries]
    .sort((a, b) => Number(b.reached) - Number(a.reached))
    .map(
      (query) =>
        html`<tr><th scope="row"><a href="${links.query(query.id) ?? ''}">${queryName(query)}</a></th><td>${way(query)}</td><td>${place(query.place)}</td><td class="long">${query.evidence}</td></tr>`,
    );
  return html`<section aria-labelledby="missing"><h2 id="missing">What to implement</h2>
<p>Make ROME run ${queries.length === 1 ? 'this query' : 'these queries'} as SQLAlchemy does, or change the copy at the place shown.</p>
<div class="scroll" role="group" aria-label="Missing ROME queries" tabindex="0"><table class="grid"><thead><tr><th scope="col">missing ROME query</th><th scope="col">how</th><th scope="col">in the copy</th><th scope="col">evidence</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

function requests(site: Site, endpoint: EndpointResult): Content {
  const steps = [...site.stepsOf(endpoint)].sort((a, b) => urgency(a) - urgency(b));
  if (steps.length === 0) return undefined;
  const failing = steps.filter(({ step }) => isFailing(step));
  const full = steps.slice(0, failing.length > 0 ? Math.min(failing.length, MOST_STEPS) : 1);
  const anchors = slugs(full.map(({ scenario, step }) => `${scenario} ${step.name}`));
  const others = steps
    .slice(full.length)
    .map(
      ({ scenario, index, step }) =>
        html`<tr><td>${badge(step.verdict)}</td><td><a href="${site.links.step(scenario, index)}">${step.name}</a></td><td>${scenario}</td><td>${step.exchanges.baseline?.response.status}</td><td>${step.exchanges.target?.response.status}</td></tr>`,
    );
  const title =
    failing.length > 0 ? `Not identical: ${failing.length} of ${steps.length} requests` : 'Requests';
  return html`<section aria-labelledby="requests"><h2 id="requests">${title}</h2>
${full.map((each, at) => stepArticle(site, each, { id: anchors[at] ?? '', open: at === 0, brief: true }))}
${others.length > 0 && html`<details class="more"><summary>${count(others.length, 'more request')}</summary><div class="scroll" role="group" aria-label="More requests" tabindex="0"><table class="grid"><thead><tr><th scope="col">verdict</th><th scope="col">step</th><th scope="col">scenario</th><th scope="col">baseline</th><th scope="col">target</th></tr></thead><tbody>${others}</tbody></table></div></details>`}</section>`;
}

/** Sort key, most informative first: differing answers, then refusals, then blocked steps. */
function urgency({ step }: PlacedStep): number {
  if (!isFailing(step)) return 5;
  if (step.verdict === 'blocked') return 4;
  if (step.differences.some(({ kind }) => kind !== 'status')) return 0;
  if (step.missing.some(({ reached }) => reached)) return 1;
  return step.verdict === 'refused' ? 2 : 3;
}

/** Times of its requests on both sides, in this run and in the history. */
function timing(site: Site, endpoint: EndpointResult): Content {
  const timing = site.timingOf(endpoint);
  if (!timing) return undefined;
  const { median, p95, requests, roundTrips } = timing;
  const steps = site
    .stepsOf(endpoint)
    .filter(({ step: { exchanges } }) => exchanges.baseline && exchanges.target);
  const rows = SIDES.map((side) => ({
    name: side,
    values: steps.flatMap(({ step }) => step.exchanges[side]?.ms ?? []),
    median: median[side],
  }));
  const cells = SIDES.map(
    (side) =>
      html`<tr><th scope="row">${side}</th><td class="number">${ms(median[side])}</td><td class="number">${ms(p95[side])}</td></tr>`,
  );
  const title = 'Milliseconds of each request, on a logarithmic scale';
  return html`<section aria-labelledby="times"><h2 id="times">Time</h2>
<figure><figcaption>${title}; the stroke is the median</figcaption>${spreadPlot(title, rows)}</figure>
<table class="grid"><thead><tr><th scope="col">side</th><th scope="col" class="number">median</th><th scope="col" class="number">p95</th></tr></thead><tbody>${cells}</tbody></table>
<p>The target takes <strong>${ratio(timing.ratio.median)}</strong> the baseline's time, ${ratio(timing.ratio.p95)} at p95. <span class="dim">Of ${count(requests, 'request')}.</span>${roundTrips && html` ROME asks Redis ${count(roundTrips.median, 'time')} for one, ${roundTrips.most} at most.`}</p>
${overRuns(site, endpoint)}</section>`;
}

/** Medians by run, if there are several runs. */
function overRuns(site: Site, endpoint: EndpointResult): Content {
  const runs = site.pastOf(endpoint).filter((run) => run.ms);
  const [first, last] = [runs[0], runs.at(-1)];
  if (!first || !last || first === last) return undefined;
  const series = SIDES.map((name) => ({ name, values: runs.map((run) => run.ms?.[name]) }));
  const title = 'Median of its requests, run by run';
  const day = ({ startedAt }: { readonly startedAt: string }) => dateText(new Date(startedAt));
  return html`<figure><figcaption>${title}</figcaption>${linePlot({ title, series, unit: ms, ends: [day(first), day(last)] })}</figure>`;
}

/** How long its polling steps waited for the state. */
function waiting(site: Site, endpoint: EndpointResult): Content {
  const polled = site.stepsOf(endpoint).filter(({ step }) => step.waits);
  if (polled.length === 0) return undefined;
  const rows = polled.map(({ scenario, index, step }) => {
    const cells = SIDES.map((side) => step.waits?.[side]).map(
      (wait) => html`<td class="number">${wait && ms(wait.ms)}</td><td class="number">${wait?.tries}</td>`,
    );
    return html`<tr><th scope="row"><a href="${site.links.step(scenario, index)}">${step.name}</a></th>${cells}</tr>`;
  });
  return html`<section aria-labelledby="waits"><h2 id="waits">Waiting for a state</h2>
${scrolling('How long states were waited for', html`<table class="grid"><thead><tr><th scope="col">step</th><th scope="col">baseline</th><th scope="col">tries</th><th scope="col">target</th><th scope="col">tries</th></tr></thead><tbody>${rows}</tbody></table>`)}</section>`;
}

function past(site: Site, endpoint: EndpointResult): Content {
  const runs = site.pastOf(endpoint);
  const flaky = site.flakyOf(endpoint);
  const [first] = runs;
  if (!first)
    return html`<section aria-labelledby="past"><h2 id="past">History</h2><p class="dim">No complete run in the history yet.</p></section>`;
  const last = runs.at(-1);
  return html`<section aria-labelledby="past"><h2 id="past">History</h2>
${strip(runs)}
<p class="dim">${count(runs.length, 'run')}${runs.length > 1 && html` from ${time(first.startedAt)} to ${time(last?.startedAt ?? '')}`}; higher is better.</p>
${flaky && html`<p>${flakyBadge} Its verdict changed ${count(flaky.changes, 'time')} between runs of the same code.</p>`}</section>`;
}

function requirements({ data, links, missing }: Site, endpoint: EndpointResult): Content {
  const ids = new Set(endpoint.requirements);
  const rows = data.run.requirements
    .filter(({ id }) => ids.has(id))
    .sort((a, b) => byText(a.id, b.id))
    .map(({ id, dbApi, construct, at }) => {
      const query = missing.get(id);
      const fn = links.function(dbApi);
      const on: Html = query
        ? html`<a href="${links.query(id) ?? ''}">${way(query)}</a>`
        : html`<span class="way w-met">supported</span>`;
      return html`<tr><td>${fn ? html`<a href="${fn}"><code>${dbApi}</code></a>` : html`<code>${dbApi}</code>`}</td><td><code>${construct}</code></td><td>${place(at)}</td><td>${on}</td></tr>`;
    });
  if (rows.length === 0) return undefined;
  return html`<section aria-labelledby="needs"><h2 id="needs">What it needs from the database</h2>
<p class="dim">Observed on the baseline: ${count(rows.length, 'requirement')}.</p>
<div class="scroll tall" role="group" aria-label="Requirements" tabindex="0"><table class="grid"><thead><tr><th scope="col">DB-API function</th><th scope="col">construct</th><th scope="col">requested at</th><th scope="col">on the target</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

function tried({ facets }: EndpointResult): Content {
  if (facets.length === 0) return undefined;
  return html`<section aria-labelledby="tried"><h2 id="tried">Request variants</h2>
<ul class="facets">${facets.map((facet) => html`<li><code>${facet}</code></li>`)}</ul></section>`;
}
