import Table from 'cli-table3';
import colors from 'picocolors';
import type { CatalogueScore, GapScore } from '../../model.ts';
import { table, text } from '../formats/markdown-parts.ts';

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** The result of a gap as text and colour. */
function verdictOf({ shows, found, needed }: GapScore): {
  readonly words: string;
  readonly paint: typeof colors.green;
} {
  if (found) return { words: 'found', paint: colors.green };
  if (shows) return { words: 'missed', paint: colors.red };
  if (needed > 0) return { words: 'not visible in any answer or survey case', paint: colors.yellow };
  return { words: 'no longer needed: the run file is from other scenarios', paint: colors.yellow };
}

/** One line per gap, printed while the catalogue runs. */
export function gapLine(gap: GapScore): string {
  const { construct, mode, localised, needed, own, reported } = gap;
  const { words, paint } = verdictOf(gap);
  return `${construct} ${mode}: ${paint(words)}, at ${localised} of ${needed} places, ${own} of ${reported} reports its own`;
}

const HEAD = ['construct', 'mode', 'scenarios', 'differs', 'found', 'places', 'own reports', 'as predicted'];

const cellsOf = (gap: GapScore): string[] => [
  gap.construct,
  gap.mode,
  String(gap.scenarios),
  gap.shows ? 'yes' : 'no',
  gap.found ? 'yes' : 'no',
  `${gap.localised}/${gap.needed}`,
  `${gap.own}/${gap.reported}`,
  `${gap.predicted - gap.mispredictions.length}/${gap.predicted}`,
];

/** All misses, with what was reported instead. */
const misses = (gaps: readonly GapScore[]): string[] =>
  gaps.flatMap((gap) => {
    const { construct, mode, found, others, notLocalised, mispredictions } = gap;
    return [
      ...(found ? [] : [verdictOf(gap).words]),
      ...(found && notLocalised.length > 0 ? [`not at ${notLocalised.join(', ')}`] : []),
      ...(others.length > 0 ? [`also reported: ${others.join(', ')}`] : []),
      ...mispredictions.map((misprediction) => `not as predicted: ${misprediction}`),
    ].map((what) => `${construct} ${mode}: ${what}`);
  });

const sums = (score: CatalogueScore): string =>
  `${score.gaps} gaps, of which ${score.showing} show: recall ${percent(score.recall)}, ` +
  `localisation ${percent(score.localisation)}, precision ${percent(score.precision)}, ` +
  `as predicted ${percent(score.prediction)}`;

/** The catalogue's results: a row per gap, all misses, totals. */
export function gapsText(gaps: readonly GapScore[], score: CatalogueScore): string {
  const rows = new Table({ head: HEAD.map(colors.dim), style: { head: [], border: [], compact: true } });
  for (const gap of gaps) {
    const { paint } = verdictOf(gap);
    rows.push(cellsOf(gap).map((cell, column) => (HEAD[column] === 'found' ? paint(cell) : cell)));
  }
  return [rows.toString(), ...misses(gaps).map((line) => `  ${line}`), sums(score)].join('\n');
}

/** The same as Markdown, totals first. */
export function gapsMarkdown(gaps: readonly GapScore[], score: CatalogueScore): string {
  const list = misses(gaps).map((line) => `- ${text(line)}`);
  const rows = gaps.map((gap) => cellsOf(gap).map(text));
  return `${[`## Gap catalogue\n\n${sums(score)}`, list.join('\n'), table(HEAD, rows)].filter(Boolean).join('\n\n')}\n`;
}
