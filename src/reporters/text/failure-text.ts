import colors from 'picocolors';
import { type HarnessError, HarnessErrors } from '../../errors.ts';
import type { Failure, StepResult } from '../../model.ts';
import { visible, visibleLines } from './visible.ts';

/** A failure as text: place, code, message, frame with a caret, fix. */
export function failureText({ code, message, place, frame, fix }: Failure): string {
  const where = place ? `${colors.cyan(visible(`${place.file}:${place.line}:${place.column}`))} ` : '';
  const lines = [`${where}${colors.red(code)} ${visibleLines(message)}`];
  if (frame) lines.push(indent(visibleLines(frame)));
  if (fix) lines.push(indent(colors.dim(`→ ${visibleLines(fix)}`)));
  return lines.join('\n');
}

/** An error with all its mistakes and their number. */
export function errorText(error: HarnessError): string {
  const failures = error instanceof HarnessErrors ? error.failures : [error.failure];
  const texts = failures.map((failure) => `${failureText(failure)}\n`);
  return [...texts, ...(failures.length > 1 ? [`${failures.length} mistakes`] : [])].join('\n');
}

export const indent = (text: string, by = 2): string => text.replace(/^(?=.)/gm, ' '.repeat(by));

/** Resources from before the run, which can be the cause of a failure. */
export const leftoversText = ({ leftovers = [] }: StepResult): string[] => [
  ...leftovers.map(
    ({ side, id, created }) => `existed on the ${side} before the run: ${id}, created ${created}`,
  ),
  ...(leftovers.length > 0 ? [LEFTOVERS_FIX] : []),
];

const LEFTOVERS_FIX =
  '→ If an earlier run left it: run-scenarios reset, or delete it on an attached deployment.';
