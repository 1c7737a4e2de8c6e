import type { RunSummary, Service } from '../../../model.ts';
import { html } from '../html.ts';
import { documentOf, type SiteFile } from '../layout.ts';
import { scrolling, time } from '../parts.ts';
import { atLevel, live } from './trends-page.ts';

const PATH = 'index.html';
const IDENTICAL = 4;

/** The first page of a site of many runs: every target with its runs, the newest first, each linked to its dashboard. */
export function frontPage(runs: readonly RunSummary[]): SiteFile {
  const newest = runs.toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
  const targets = [...new Set(newest.map(({ target }) => target))].sort();
  const sections = targets.map((target, index) => {
    const own = newest.filter((run) => run.target === target);
    const [last] = own;
    return html`<section aria-labelledby="target-${index}"><h2 id="target-${index}"><em>${target}</em>: ${last && identicalOf(last)} live endpoints identical</h2>
${scrolling(`Runs on ${target}, the newest first`, table(own))}</section>`;
  });
  const body = html`<h1>Runs</h1>${sections}`;
  const page = { path: PATH, section: PATH, title: 'Runs', body } as const;
  const footer = html`<p>Each run keeps its address.</p>`;
  return { path: PATH, text: documentOf(page, footer, [{ file: PATH, label: 'Runs' }]) };
}

const identicalOf = (run: RunSummary): string =>
  `${atLevel(run, IDENTICAL)} of ${live(run.endpoints).length}`;

function table(runs: readonly RunSummary[]) {
  const rows = runs.map(
    (run) =>
      html`<tr><th scope="row"><a href="${run.id}/index.html">${time(run.startedAt)}</a></th><td class="number">${identicalOf(run)}</td><td class="number">${run.missing.length}</td><td class="number">${Math.round(run.ms / 1000)} s</td><td>${releasesOf(run)}</td></tr>`,
  );
  return html`<table class="grid"><thead><tr><th scope="col">run</th><th scope="col" class="number">identical</th><th scope="col" class="number">missing</th><th scope="col" class="number">duration</th><th scope="col">releases</th></tr></thead><tbody>${rows}</tbody></table>`;
}

const releasesOf = ({ releases = {} }: RunSummary): string =>
  (Object.entries(releases) as [Service, string][])
    .map(([service, release]) => `${service} ${release}`)
    .join(', ');
