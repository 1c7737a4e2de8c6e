import { outsideSteps } from '../../../analysis/causes.ts';
import { isFailing, isPassed } from '../../../analysis/verdict.ts';
import { byText, type ScenarioResult } from '../../../model.ts';
import { type Html, html } from '../html.ts';
import type { Page } from '../layout.ts';
import { count } from '../parts.ts';
import type { Site } from '../site.ts';
import { stepArticle } from '../step-article.ts';

const failingSteps = ({ steps }: ScenarioResult): number => steps.filter(isFailing).length;

const outcome = (scenario: ScenarioResult): Html =>
  isPassed(scenario)
    ? html`<span class="badge v-identical"><span aria-hidden="true">✓</span> as expected</span>`
    : scenario.unavailable !== undefined
      ? html`<span class="badge v-unavailable"><span aria-hidden="true">–</span> unavailable: ${scenario.unavailable}</span>`
      : html`<span class="badge v-differs"><span aria-hidden="true">≠</span> ${outcomeWords(scenario)}</span>`;

const outcomeWords = (scenario: ScenarioResult): string =>
  failingSteps(scenario) > 0 ? `${failingSteps(scenario)} failing` : (outsideSteps(scenario)[0] ?? '');

/** All scenarios with their results, failing ones first. */
export function scenariosPage({ data, links }: Site): Omit<Page, 'path'> {
  const { scenarios, planned } = data.run;
  const ran = scenarios.filter(({ unavailable }) => unavailable === undefined);
  const rows = [...scenarios]
    .sort((a, b) => Number(isPassed(a)) - Number(isPassed(b)) || byText(a.id, b.id))
    .map(
      (scenario) =>
        html`<tr data-row data-text="${scenario.id} ${scenario.name}"><th scope="row"><a href="${links.scenario(scenario.id)}">${scenario.id}</a></th><td>${scenario.name}</td><td>${outcome(scenario)}</td><td class="number">${scenario.steps.length}</td><td class="number">${(scenario.ms / 1000).toFixed(1)} s</td></tr>`,
    );
  const body = html`<h1>Scenarios</h1>
<p class="lead">${ran.length} of ${count(planned, 'scenario')} ran; ${ran.filter(isPassed).length} as expected.</p>
<form class="filters" data-filters role="search" aria-label="Filter the scenarios"><label>Search <input type="search" name="q" autocomplete="off"></label><output data-count aria-live="polite">${count(scenarios.length, 'scenario')}</output></form>
<div class="scroll" role="group" aria-label="Scenarios" tabindex="0"><table class="grid" data-what="scenario"><thead><tr><th scope="col">scenario</th><th scope="col">what it shows</th><th scope="col">outcome</th><th scope="col" class="number">steps</th><th scope="col" class="number">time</th></tr></thead><tbody data-group>${rows}</tbody></table></div>`;
  return { section: 'scenarios.html', title: 'Scenarios', body };
}

/** One scenario with its steps in order. */
export function scenarioPage(site: Site, scenario: ScenarioResult): Omit<Page, 'path'> {
  const { links } = site;
  const failures = outsideSteps(scenario).map((line) => html`<li>${line}</li>`);
  const steps = scenario.steps.map((step, index) =>
    stepArticle(
      site,
      { scenario: scenario.id, index, step },
      { id: links.anchor(scenario.id, index), open: false, brief: false },
    ),
  );
  const body = html`<p class="crumbs"><a href="${links.section('scenarios')}">Scenarios</a></p>
<h1>${scenario.name}</h1>
<p class="lead">${outcome(scenario)} <code>${scenario.file}</code>, ${count(scenario.steps.length, 'step')}, ${(scenario.ms / 1000).toFixed(1)} s</p>
${failures.length > 0 && html`<section aria-labelledby="left"><h2 id="left">Outside its steps</h2><ul class="plain">${failures}</ul></section>`}
<section aria-labelledby="steps"><h2 id="steps">Steps</h2>${steps}</section>`;
  return { section: 'scenarios.html', title: scenario.id, body };
}
