import type { Cost, EndpointResult, Frame, MissingQuery, Verdict } from '../../model.ts';
import { COVERAGE_LEVELS, UNKNOWN } from '../../model.ts';
import { failureModeText, frameText } from '../text/step-text.ts';
import { type Content, type Html, html } from './html.ts';

/** Symbols that distinguish verdicts without colour. */
export const GLYPHS: Readonly<Record<Verdict, string>> = {
  identical: '✓',
  differs: '≠',
  refused: '✕',
  blocked: '⊘',
  unreached: '○',
  gone: '✓',
  unavailable: '–',
};

/** Explanations of the verdicts. */
export const MEANINGS: Readonly<Record<Verdict, string>> = {
  identical: 'every answer is the same on both, except for ids, times and other generated values',
  differs: 'the target gives a different answer than the baseline',
  refused: 'the target answers with an error where the baseline does not',
  blocked: 'an earlier step failed, so it was not called',
  unreached: 'no scenario called it',
  gone: 'both services answer 410 Gone: removed upstream',
  unavailable: 'the deployments do not provide what it needs',
};

export const badge = (verdict: Verdict): Html =>
  html`<span class="badge v-${verdict}" title="${MEANINGS[verdict]}"><span aria-hidden="true">${GLYPHS[verdict]}</span> ${verdict}</span>`;

export const flakyBadge = html`<span class="badge flaky" title="its verdict changed between runs of the same code"><span aria-hidden="true">~</span> flaky</span>`;

/** An endpoint's name with line breaks allowed between path segments. */
export function endpointName(endpoint: string): Html {
  const [method = '', ...rest] = endpoint.split(' ');
  const parts = rest.join(' ').split(/(?=\/)/);
  return html`<span class="method m-${method.toLowerCase()}">${method}</span> <span class="path">${parts.map((part) => html`<wbr>${part}`)}</span>`;
}

/** Coverage levels as four dots, with their meaning as text. */
export function levelDots({ levels }: Pick<EndpointResult, 'levels'>): Html {
  const reached = COVERAGE_LEVELS.filter((level) => levels[level]);
  const words = reached.length > 0 ? reached.join(', ') : 'not called';
  const dots = COVERAGE_LEVELS.map((level) => html`<i class="${levels[level] ? 'on' : 'off'}"></i>`);
  return html`<span class="dots" role="img" aria-label="${words}" title="${words}">${dots}</span>`;
}

export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;

/** A query's construct and DB-API function; without a construct, or for an edit of the copy, the function alone. */
export function queryName(query: MissingQuery): Html {
  const { construct, dbApi, way } = query;
  if (way === 'copy') return html`the copy’s <code>${dbApi}</code>`;
  if (construct === UNKNOWN) return html`a query of <code>${dbApi}</code>`;
  return html`<code>${construct}</code> in <code>${dbApi}</code>`;
}

export const way = (query: MissingQuery): Html =>
  html`<span class="way w-${query.way}">${failureModeText(query)}</span>`;

/** A place in the copy: a short unique path, with the full path as its title. */
export const place = (frame: Frame | undefined): Content =>
  frame && html`<code class="place" title="${frame.file}:${frame.line}">${frameText(frame)}</code>`;

export const ms = (value: number): string =>
  value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`;

export const costHead: Html = html`<th scope="col" class="number">ratio, median</th><th scope="col" class="number">ratio, p95</th><th scope="col" class="number">baseline</th><th scope="col" class="number">target</th><th scope="col" class="number">Redis round trips</th>`;

export const costCells = ({ ratio: { median, p95 }, median: of, roundTrips }: Cost): Html =>
  html`<td class="number">${ratio(median)}</td><td class="number">${ratio(p95)}</td><td class="number">${ms(of.baseline)}</td><td class="number">${ms(of.target)}</td><td class="number">${roundTrips?.median}</td>`;

export const ratio = (value: number | undefined): string =>
  value === undefined ? '' : `${value < 10 ? value.toFixed(1) : Math.round(value)}×`;

/** `24 Nov 2026, 06:05 UTC`; other text is returned unchanged. */
export function time(iso: string): Html {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return html`${iso}`;
  return html`<time datetime="${iso}">${dateText(date)}</time>`;
}

export const dateText = (date: Date): string =>
  `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}, ${date.toISOString().slice(11, 16)} UTC`;

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** A wide table in its own scroll area, usable by keyboard. */
export const scrolling = (label: string, table: Content): Html =>
  html`<div class="scroll" role="group" aria-label="${label}" tabindex="0">${table}</div>`;

export const copyButton = (what: string): Html =>
  html`<button type="button" class="copy" data-copy hidden>Copy<span class="hide"> ${what}</span></button>`;
