import type { TraceEvent } from '../../../model.ts';
import type { Divergence } from '../align.ts';
import type { StepStreams } from '../blame/located.ts';
import { pairs, type Statement } from '../pairs.ts';
import { RunningMethods } from './running-methods.ts';

/**
 * For a failing step whose queries have the same results on both sides: the last query for a column that the answer
 * shows with another value, although the database returned the same rows. If nobody edited the copy, the method that
 * made objects of them is wrong.
 */
export function readOtherwise({ baseline, target, fields = [] }: StepStreams): Divergence | undefined {
  const methods = new RunningMethods(baseline);
  for (const pair of pairs(baseline, target).toReversed()) {
    if (!isRead(pair.baseline) || !isRead(pair.target)) continue;
    const field = fieldRead(pair.baseline, fields);
    if (field === undefined) continue;
    return {
      ...{ baseline: pair.baseline, target: pair.target, kind: 'value', sameQuestion: true, ours: true },
      evidence: `the database returned the same rows, but ${field} differs in the answer`,
      method: methods.around(pair.baseline)?.construct ?? 'select',
    };
  }
  return undefined;
}

const isRead = (event: TraceEvent | undefined): event is Statement =>
  event?.kind === 'statement' && (event.rows ?? 0) > 0;

const fieldRead = ({ columns = [] }: Statement, fields: readonly string[]): string | undefined =>
  fields.find((field) => columns.some((column) => column === field || column.endsWith(`_${field}`)));
