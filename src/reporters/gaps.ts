import Table from 'cli-table3';
import colors from 'picocolors';

interface ShownGap {
  readonly construct: string;
  readonly way: string;
  readonly scenarios: number;
  readonly shows: boolean;
  readonly found: boolean;
  readonly needed: number;
  readonly localised: number;
  readonly reported: number;
  readonly own: number;
  readonly others: readonly string[];
  readonly notLocalised: readonly string[];
}

interface ShownScore {
  readonly gaps: number;
  readonly showing: number;
  readonly recall: number;
  readonly localisation: number;
  readonly precision: number;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** A gap's line while the catalogue runs. */
export function gapLine({
  construct,
  way,
  shows,
  found,
  localised,
  needed,
  own,
  reported,
}: ShownGap): string {
  const verdict = found
    ? colors.green('found')
    : shows
      ? colors.red('missed')
      : colors.yellow('does not show');
  return `${construct} ${way}: ${verdict}, at ${localised} of ${needed} places, ${own} of ${reported} reports its own`;
}

/** The score of the catalogue: a row per gap, every miss with what was said instead, the sums. */
export function gapsText(gaps: readonly ShownGap[], score: ShownScore): string {
  const table = new Table({
    head: ['construct', 'way', 'scenarios', 'differs', 'found', 'places', 'own reports'].map(colors.dim),
    style: { head: [], border: [], compact: true },
  });
  for (const gap of gaps) {
    table.push([
      gap.construct,
      gap.way,
      String(gap.scenarios),
      gap.shows ? 'yes' : 'no',
      gap.found ? colors.green('yes') : gap.shows ? colors.red('no') : colors.yellow('no'),
      `${gap.localised}/${gap.needed}`,
      `${gap.own}/${gap.reported}`,
    ]);
  }
  const misses = gaps.flatMap(({ construct, way, shows, found, others, notLocalised }) => [
    ...(!found ? [`${construct} ${way}: ${shows ? 'missed' : 'no answer and no survey case shows it'}`] : []),
    ...(found && notLocalised.length > 0 ? [`${construct} ${way}: not at ${notLocalised.join(', ')}`] : []),
    ...(others.length > 0 ? [`${construct} ${way}: also reported ${others.join(', ')}`] : []),
  ]);
  const sums =
    `${score.gaps} gaps, of which ${score.showing} show: recall ${percent(score.recall)}, ` +
    `localisation ${percent(score.localisation)}, precision ${percent(score.precision)}`;
  return [table.toString(), ...misses.map((line) => `  ${line}`), sums].join('\n');
}
