import { isFailing } from '../../analysis/verdict.ts';
import type { Difference, EndpointResult, Json, MissingQuery, StepResult } from '../../model.ts';
import { frameText, queryText } from '../text/step-text.ts';
import { type Html, html } from './html.ts';
import type { Site } from './site.ts';

/** Why an endpoint is not identical, in one line: the missing query if known, otherwise the first failure. */
export const why = (site: Site, endpoint: EndpointResult): Html =>
  whyOf(
    site
      .stepsOf(endpoint)
      .map(({ step }) => step)
      .filter(isFailing),
  );

/** The same for a list of steps. */
export function whyOf(steps: readonly StepResult[]): Html {
  const query = bestQuery(steps);
  if (query) return queryLine(query);
  const difference = steps.flatMap(({ differences }) => differences)[0];
  if (difference) return differenceLine(difference);
  const [step] = steps;
  const failure = step?.failures[0];
  if (failure) return html`${failure.message} on the ${failure.side}`;
  return step?.blockedBy ? html`blocked by the step “${step.blockedBy}”` : html``;
}

/** Prefers a query that a request failed on, then one that was reached but only surveyed. */
const bestQuery = (steps: readonly StepResult[]): MissingQuery | undefined =>
  steps
    .flatMap(({ missing }) => missing)
    .filter(({ reached }) => reached)
    .sort((a, b) => Number(b.requestId !== undefined) - Number(a.requestId !== undefined))[0];

const queryLine = (query: MissingQuery): Html =>
  html`${queryText(query)}${query.place && html` at <code>${frameText(query.place)}</code>`}`;

const differenceLine = ({ path, baseline, target }: Difference): Html =>
  html`<code>${path}</code>: ${short(baseline, BRIEF)} on the baseline, ${short(target, BRIEF)} on the target`;

const LONG = 120;
const BRIEF = 56;

export function short(value: Json, most = LONG): string {
  const text = JSON.stringify(value);
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
