import { COVERAGE_LEVELS, type RunSummary } from '../../../model.ts';
import { linePlot, type Series } from '../charts.ts';
import { html } from '../html.ts';
import type { Page } from '../layout.ts';
import { dateText, ratio, scrolling, time } from '../parts.ts';
import type { Site } from '../site.ts';

/** Coverage and times over all runs. */
export function trendsPage({ data }: Site): Omit<Page, 'path'> {
  const { history, run } = data;
  const first = history[0];
  if (!first) {
    const body = html`<h1>Trends</h1><p class="lead">The history has no complete run on ${run.target} yet. A run without filters that finishes adds one.</p>`;
    return { section: 'trends.html', title: 'Trends', body };
  }
  const ends = [first, history.at(-1) ?? first].map(({ startedAt }) => dateText(new Date(startedAt)));
  const [from = '', to = ''] = ends;
  const whole = (value: number) => String(Math.round(value * 10) / 10);
  const plots = [
    { title: 'Endpoints at each level of coverage', series: levelSeries(history), unit: whole, least: 4 },
    {
      title: 'Missing queries',
      series: [{ name: 'missing', values: history.map(({ missing }) => missing.length) }],
      unit: whole,
      least: 4,
    },
    {
      title: 'Time relative to baseline, median endpoint',
      series: [{ name: 'ratio', values: history.map(timeRatio) }],
      unit: ratio,
      least: 2,
    },
    {
      title: 'Duration of the run',
      series: [{ name: 'run', values: history.map(({ ms }) => ms / 1000) }],
      unit: (value: number) => `${Math.round(value)} s`,
      least: 4,
    },
  ].map(
    (plot) =>
      html`<figure><figcaption>${plot.title}</figcaption>${linePlot({ ...plot, ends: [from, to] })}</figure>`,
  );
  const body = html`<h1>Trends of ${run.target}</h1>
<div class="plots">${plots}</div>
<section aria-labelledby="numbers"><h2 id="numbers">Numbers</h2>
${scrolling('Runs, the newest first', table(history, data.siblings))}</section>`;
  return { section: 'trends.html', title: 'Trends', body };
}

export const atLevel = ({ endpoints }: RunSummary, level: number): number =>
  live(endpoints).filter((endpoint) => endpoint.level >= level).length;

export const live = (endpoints: RunSummary['endpoints']): RunSummary['endpoints'] =>
  endpoints.filter(({ verdict }) => verdict !== 'gone');

const levelSeries = (history: readonly RunSummary[]): Series[] =>
  COVERAGE_LEVELS.map((name, index) => ({
    name,
    values: history.map((summary) => atLevel(summary, index + 1)),
  }));

/** The median of all endpoints' time ratios, which one slow endpoint does not change. */
function timeRatio({ endpoints }: RunSummary): number | undefined {
  const ratios = endpoints
    .flatMap(({ ms }) => (ms && ms.baseline > 0 ? [ms.target / ms.baseline] : []))
    .sort((a, b) => a - b);
  return ratios[Math.floor(ratios.length / 2)];
}

function table(history: readonly RunSummary[], siblings?: ReadonlySet<string>) {
  const date = ({ id, startedAt }: RunSummary) =>
    siblings?.has(id) ? html`<a href="../${id}/index.html">${time(startedAt)}</a>` : time(startedAt);
  const rows = history
    .toReversed()
    .map(
      (summary) =>
        html`<tr><th scope="row">${date(summary)}</th>${COVERAGE_LEVELS.map((_, index) => html`<td class="number">${atLevel(summary, index + 1)}</td>`)}<td class="number">${live(summary.endpoints).length}</td><td class="number">${summary.missing.length}</td><td class="number">${ratio(timeRatio(summary))}</td><td class="number">${Math.round(summary.ms / 1000)} s</td><td><code>${summary.digest.slice(0, 8)}</code></td></tr>`,
    );
  return html`<table class="grid"><thead><tr><th scope="col">run</th>${COVERAGE_LEVELS.map((level) => html`<th scope="col" class="number">${level}</th>`)}<th scope="col" class="number">of</th><th scope="col" class="number">missing queries</th><th scope="col" class="number">time ratio</th><th scope="col" class="number">duration</th><th scope="col">code</th></tr></thead><tbody>${rows}</tbody></table>`;
}
