import colors from 'picocolors';

/** A microversion range with what a run left of it. */
export interface MicroversionRangeRow {
  readonly endpoint: string;
  readonly min: string;
  readonly max?: string;
  readonly called: boolean;
  /** Ends of its range that no step asked for. */
  readonly left: readonly string[];
}

/** How many ranges were called; those that were not, and those that were not at an end of their range. */
export function microversionRangesText(rows: readonly MicroversionRangeRow[]): string {
  const called = rows.filter((row) => row.called);
  const uncalled = rows
    .filter((row) => !row.called)
    .map((row) => `  ${nameOf(row)}: ${colors.red('no scenario calls it')}`);
  const partly = called
    .filter(({ left }) => left.length > 0)
    .map((row) => `  ${nameOf(row)}: not in ${row.left.join(', ')}`);
  const sum = `microversion ranges of endpoints: ${called.length} of ${rows.length} called, ${partly.length} of them not at both ends`;
  return [sum, ...uncalled, ...partly].join('\n');
}

const nameOf = ({ endpoint, min, max }: MicroversionRangeRow): string =>
  `${endpoint} ${max === undefined ? `since ${min}` : min === max ? `in ${min}` : `${min} to ${max}`}`;
