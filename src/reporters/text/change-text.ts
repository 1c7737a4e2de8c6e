import colors from 'picocolors';
import type { Change } from '../../analysis/upgrade/changes.ts';
import { count } from './paint.ts';
import { placeText } from './step-text.ts';
import { visible } from './visible.ts';

const MOST_ENDPOINTS = 3;

/** A change between two releases in two lines: what, where, how often, and a step that shows it. */
export function changeText({ kind, what, endpoints, steps, example }: Change): string {
  const more = endpoints.length - MOST_ENDPOINTS;
  const named = endpoints.slice(0, MOST_ENDPOINTS).map(visible).join(', ');
  const paint = kind === 'regression' ? colors.red : colors.yellow;
  return [
    `${paint(kind)} ${visible(what)}: ${named}${more > 0 ? ` and ${more} more` : ''}; in ${count(steps, 'request')}`,
    `  ${visible(example.step.name)}, ${colors.cyan(placeText(example.step.place))}`,
  ].join('\n');
}
