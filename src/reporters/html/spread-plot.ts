import { type Html, html } from './html.ts';

export interface SpreadRow {
  readonly name: string;
  /** Milliseconds, in any order. */
  readonly values: readonly number[];
  readonly median: number;
}

const W = 420;
const LEFT = 64;
const RIGHT = 16;
const ROW = 30;
const FOOT = 20;

/** Plots each value as a dot, one row above the other, on a shared logarithmic scale. */
export function spreadPlot(title: string, rows: readonly SpreadRow[]): Html {
  const exponents = rows.flatMap(({ values }) => values.map(exponent));
  const [from, to] = [Math.floor(Math.min(...exponents)), Math.ceil(Math.max(...exponents))];
  const width = Math.max(to - from, 1);
  const x = (value: number) => round(LEFT + ((exponent(value) - from) / width) * (W - LEFT - RIGHT));
  const foot = rows.length * ROW;
  const every = Math.ceil((width + 1) / MOST_TICKS);
  const ticks = Array.from({ length: width + 1 }, (_, at) => from + at)
    .filter((_, at) => at % every === 0)
    .map((power) => {
      const at = x(2 ** power);
      return html`<line class="grid" x1="${at}" x2="${at}" y1="4" y2="${foot}"/><text class="tick" x="${at}" y="${foot + 14}" text-anchor="middle">${tickText(2 ** power)}</text>`;
    });
  const lines = rows.map(({ name, values, median }, index) => {
    const y = index * ROW + ROW / 2;
    const dots = values.map((value) => html`<circle class="dot" cx="${x(value)}" cy="${y}" r="4"/>`);
    return html`<g class="spread s-${name}"><text x="${LEFT - 10}" y="${y + 4}" text-anchor="end">${name}</text>${dots}<line class="median" x1="${x(median)}" x2="${x(median)}" y1="${y - 10}" y2="${y + 10}"/></g>`;
  });
  return html`<svg class="plot" role="img" aria-label="${title}; the table below has the numbers" viewBox="0 0 ${W} ${foot + FOOT}">${ticks}${lines}</svg>`;
}

const MOST_TICKS = 8;

/** Logarithm to base 2. Values below a sixteenth of a millisecond are not distinguished. */
const exponent = (value: number): number => Math.log2(Math.max(value, 1 / 16));

const tickText = (value: number): string => (value < 1 ? value.toFixed(2) : String(value));

const round = (value: number): number => Math.round(value * 10) / 10;
