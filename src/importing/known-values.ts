import type { Json } from '../model.ts';
import { memberOf } from './json-filter.ts';

/** Members deep, and values, that are looked at in one answer. */
const DEEPEST = 12;
const MOST = 5000;

const ID = /^[\da-f]{8}-?([\da-f]{4}-?){3}[\da-f]{12}$/i;

/** Whether a text looks like an id that a service chose. */
export const isId = (text: string): boolean => ID.test(text);

/** The ids that an answer shows, each with its first place. */
export function idsIn(answer: Json | undefined): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let looked = 0;
  const walk = (value: Json | undefined, path: string, depth: number): void => {
    if (looked++ > MOST || depth > DEEPEST) return;
    if (typeof value === 'string') {
      if (isId(value) && !found.has(value)) found.set(value, path);
    } else if (Array.isArray(value)) {
      for (const [index, each] of value.entries()) walk(each, `${path}[${index}]`, depth + 1);
    } else if (typeof value === 'object' && value !== null) {
      const entries = Object.entries(value);
      // A thing's own id before those that it names.
      const own = entries.filter(([key]) => key === 'id');
      for (const [key, each] of [...own, ...entries.filter(([key]) => key !== 'id')])
        walk(each, `${path}${memberOf(key)}`, depth + 1);
    }
  };
  walk(answer, '$', 0);
  return found;
}
