import { isFailing } from '../../analysis/verdict.ts';
import { type Failure, SIDES, type StepResult } from '../../model.ts';
import { outcomeText } from '../answer-outcome.ts';
import { reproCommand } from '../repro-command.ts';
import { leftoversText } from '../text/failure-text.ts';
import { waitsText } from '../text/step-text.ts';
import { block, exchangesOf, pathOf } from './exchanges.ts';
import { type Content, type Html, html } from './html.ts';
import { badge, endpointName, place, queryName, way } from './parts.ts';
import { serviceWords } from './service-words.ts';
import type { PlacedStep, Site } from './site.ts';
import { short, whyOf } from './why.ts';

export interface StepView {
  /** The step's anchor on the page. */
  readonly id: string;
  readonly open: boolean;
  /** Omit body lines far from any difference. */
  readonly brief: boolean;
}

/** A step with all its details; folded, it is one line. */
export function stepArticle(site: Site, { scenario, index, step }: PlacedStep, view: StepView): Html {
  const { links } = site;
  const link = links.endpoint(step);
  const { file, line } = step.place;
  const whole = site.data.run.scenarios.find(({ id }) => id === scenario);
  const name = link
    ? html`<a href="${link}">${endpointName(step.endpoint)}</a>`
    : html`<code>${step.endpoint}</code>`;
  const reason = isFailing(step) && html` <span class="why">${whyOf([step])}</span>`;
  return html`<article class="step" id="${view.id}"><details${view.open && html` open`}><summary><h3>${badge(step.verdict)} ${step.name}</h3>${requestLine(step)}${reason}</summary>
<p class="meta">${name} <span class="dim">in <a href="${links.step(scenario, index)}">${scenario}</a>, <code>${file}:${line}</code></span></p>
${step.waits && html`<p class="waits">Polled for its state: ${waitsText(step.waits)}.</p>`}
${step.atOnce && html`<p>One of ${step.atOnce.requests} requests that were sent at the same moment: “${step.atOnce.name}”.</p>`}
${step.blockedBy && html`<p>Blocked by the step “${step.blockedBy}”.</p>`}
${step.follows && html`<p>May follow from the step “${step.follows.step}”${step.follows.scenario && html` of ${step.follows.scenario}`}: ${step.follows.missing.join(', ')}.</p>`}
${leftoversText(step).map((line) => html`<p>${line}</p>`)}
${isFailing(step) && whole && html`<p class="meta">Reproduce: <code>${reproCommand(site.data.run.target, whole, index, step)}</code></p>`}
${reasons(site, step)}
${step.missing.map(({ hunk }) => hunk && block(hunk))}
${serviceWords(step.words)}
${exchangesOf({ scenario, ...step, brief: view.brief })}</details></article>`;
}

/** Request and both statuses, for the line of a folded step. */
function requestLine({ exchanges, broken }: StepResult): Content {
  const sent = { ...broken, ...exchanges };
  const one = sent.baseline ?? sent.target;
  const statuses = SIDES.map((side) => (sent[side] ? outcomeText(sent[side]) : '—'));
  const status = statuses[0] === statuses[1] ? statuses[0] : statuses.join(' / ');
  return one && html` <span class="sent"><code>${one.method} ${pathOf(one.url)}</code> ${status}</span>`;
}

function reasons({ links }: Site, step: StepResult): Html {
  const failures = step.failures.map(
    ({ side, ...failure }) => html`<li>${side}: ${failureLine(failure)}</li>`,
  );
  const differences = step.differences.map(
    ({ kind, path, baseline, target }) =>
      html`<tr><td>${kind}</td><td><code>${path}</code></td><td class="long">${short(baseline)}</td><td class="long">${short(target)}</td></tr>`,
  );
  const missing = step.missing.map((query) => {
    const link = links.query(query.id);
    const name = queryName(query);
    return html`<li>${link ? html`<a href="${link}">${name}</a>` : name} ${way(query)} ${place(query.place)} <span class="evidence">${query.evidence}</span></li>`;
  });
  return html`${missing.length > 0 && html`<h4>Missing ROME queries</h4><ul class="plain">${missing}</ul>`}
${failures.length > 0 && html`<h4>Unexpected</h4><ul class="plain">${failures}</ul>`}
${differences.length > 0 && html`<h4>Differences</h4><div class="scroll" role="group" aria-label="Differences" tabindex="0"><table class="grid"><thead><tr><th scope="col">kind</th><th scope="col">at</th><th scope="col">baseline</th><th scope="col">target</th></tr></thead><tbody>${differences}</tbody></table></div>`}`;
}

const failureLine = ({ message, place: at, fix }: Failure): Html =>
  html`${message}${at && html` <span class="dim"><code>${at.file}:${at.line}</code></span>`}${fix && html` <span class="dim">${fix}</span>`}`;
