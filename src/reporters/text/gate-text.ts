import colors from 'picocolors';
import type { FailedStep, Gate } from '../../analysis/known.ts';
import { visible } from './visible.ts';

const MOST = 10;

/** New, known and fixed failures. New and fixed ones are listed by name. */
export function gateText({ fresh, known, fixed }: Gate): string {
  const named = (steps: readonly FailedStep[]) => [
    ...steps.slice(0, MOST).map(({ scenario, step }) => `  ${visible(scenario)}: ${visible(step)}`),
    ...(steps.length > MOST ? [`  and ${steps.length - MOST} more`] : []),
  ];
  return [
    `failures: ${fresh.length > 0 ? colors.red(`${fresh.length} new`) : 'none new'}, ${known.length} known, ${fixed.length} fixed`,
    ...named(fresh),
    ...(fixed.length > 0 ? ['fixed; remove them with `run-scenarios accept`:', ...named(fixed)] : []),
  ].join('\n');
}
