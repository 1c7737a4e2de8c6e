import type { Verdict } from '../../model.ts';
import { type Html, html } from './html.ts';
import { count } from './parts.ts';

/** A bar showing `value` out of `of`. The numbers are in the text beside it. */
export function bar(value: number, of: number, kind: string): Html {
  const width = of === 0 ? 0 : Math.round((value / of) * 1000) / 10;
  return html`<svg class="bar b-${kind}" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="10"/><rect class="fill" width="${width}" height="10"/></svg>`;
}

export interface StripRun {
  readonly verdict: Verdict;
  readonly startedAt: string;
}

/** Verdicts of several runs, oldest first, one cell each. Adjacent equal verdicts are drawn as one. */
export function strip(runs: readonly StripRun[]): Html {
  if (runs.length === 0) return html``;
  const groups: { readonly verdict: Verdict; readonly from: number; length: number }[] = [];
  for (const [index, { verdict }] of runs.entries()) {
    const last = groups.at(-1);
    if (last?.verdict === verdict) last.length++;
    else groups.push({ verdict, from: index, length: 1 });
  }
  const words = groups.map(({ verdict, length }) => `${verdict} in ${count(length, 'run')}`);
  const label =
    words.length > MOST_WORDS
      ? `${words.slice(-MOST_WORDS).join(', then ')} (the last of ${words.length} stretches)`
      : words.join(', then ');
  const cells = groups.map(
    ({ verdict, from, length }) =>
      html`<rect class="s-${verdict}" x="${from * CELL}" y="${TOP[verdict]}" width="${length * CELL - GAP}" height="${HEIGHT - TOP[verdict]}"/>`,
  );
  return html`<svg class="strip" role="img" aria-label="${label}" viewBox="0 0 ${runs.length * CELL} ${HEIGHT}" width="${Math.min(runs.length * CELL, MOST_WIDTH)}" height="${HEIGHT}" preserveAspectRatio="none"><title>${label}</title>${cells}</svg>`;
}

const CELL = 6;
const GAP = 1;
const HEIGHT = 16;
const MOST_WIDTH = 640;
const MOST_WORDS = 8;

/** Offsets by verdict: better ones have taller cells, so that verdicts are distinguishable without colour. */
const TOP: Readonly<Record<Verdict, number>> = {
  identical: 0,
  gone: 0,
  differs: 5,
  refused: 9,
  blocked: 11,
  unavailable: 13,
  unreached: 14,
};

export interface Series {
  readonly name: string;
  /** One value per run; undefined if the run has none. */
  readonly values: readonly (number | undefined)[];
}

export interface Plot {
  readonly title: string;
  readonly series: readonly Series[];
  readonly unit: (value: number) => string;
  /** Labels of the first and the last run. */
  readonly ends: readonly [string, string];
  /** The axis extends at least to this value. */
  readonly least?: number;
}

/** Sizes in CSS pixels; a chart is drawn for each, as scaled text would be too small to read. */
const SIZES = [
  { name: 'wide', width: 640, end: (date: string) => date },
  { name: 'narrow', width: 340, end: (date: string) => date.replace(/,.*/, '') },
] as const;
const H = 200;
const LEFT = 44;
const RIGHT = 92;
const FOOT = 22;
const HEAD = 10;

/** Lines over runs. Each has a label at its end and its own dash pattern. */
export const linePlot = (plot: Plot): Html => html`${SIZES.map((size) => plotOf(plot, size))}`;

function plotOf(
  { title, series, unit, ends, least = 0 }: Plot,
  { name: size, width: W, end }: (typeof SIZES)[number],
): Html {
  const runs = Math.max(...series.map(({ values }) => values.length), 1);
  const top = niceTop(Math.max(least, ...series.flatMap(({ values }) => values.map((value) => value ?? 0))));
  const x = (index: number) => LEFT + (runs === 1 ? 0.5 : index / (runs - 1)) * (W - LEFT - RIGHT);
  const y = (value: number) => HEAD + (1 - value / top) * (H - HEAD - FOOT);
  const grid = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const at = round(y(top * part));
    return html`<line class="grid" x1="${LEFT}" x2="${W - RIGHT}" y1="${at}" y2="${at}"/><text class="tick" x="${LEFT - 6}" y="${at + 3.5}" text-anchor="end">${unit(top * part)}</text>`;
  });
  const heights = spread(series.map(({ values }) => y(values.findLast((value) => value !== undefined) ?? 0)));
  const lines = series.map(({ name, values }, index) => {
    const points = values.flatMap((value, run) =>
      value === undefined ? [] : [`${round(x(run))},${round(y(value))}`],
    );
    const last = values.findLast((value) => value !== undefined);
    const [cx, cy] = (points.at(-1) ?? '0,0').split(',');
    const name_ = last === undefined ? name : `${name} ${unit(last)}`;
    return html`<g class="line l-${index}"><polyline points="${points.join(' ')}"/>${points.length > 0 && html`<circle cx="${cx}" cy="${cy}" r="2.5"/>`}<text x="${W - RIGHT + 8}" y="${round((heights[index] ?? 0) + 4)}">${name_}</text></g>`;
  });
  const dates = html`<text class="tick" x="${LEFT}" y="${H - 6}">${end(ends[0])}</text>${runs > 1 && html`<text class="tick" x="${W - RIGHT}" y="${H - 6}" text-anchor="end">${end(ends[1])}</text>`}`;
  const label = `${title}, ${count(runs, 'run')}; the table below has the numbers`;
  return html`<svg class="plot plot-${size}" role="img" aria-label="${label}" viewBox="0 0 ${W} ${H}">${grid}${lines}${dates}</svg>`;
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** Rounds up to a value whose quarters are readable axis labels. */
function niceTop(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 1.2, 1.6, 2, 3, 4, 6, 8, 10].find((step) => step * power >= value) ?? 10) * power;
}

/** Moves overlapping labels down. */
function spread(heights: readonly number[]): number[] {
  const moved = [...heights];
  const order = heights
    .map((_, index) => index)
    .sort((a, b) => (heights[a] ?? 0) - (heights[b] ?? 0) || a - b);
  let last = Number.NEGATIVE_INFINITY;
  for (const index of order) {
    last = Math.max(moved[index] ?? 0, last + LABEL);
    moved[index] = last;
  }
  return moved;
}

const LABEL = 14;
