import colors from 'picocolors';

/** A microversion range and its coverage in a run. */
export interface MicroversionRangeRow {
  readonly endpoint: string;
  readonly min: string;
  readonly max?: string;
  readonly called: boolean;
  /** Ends of the range that no step requested. */
  readonly left: readonly string[];
}

/** Counts of called ranges; then the uncalled ones, and those with an uncalled end. */
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
