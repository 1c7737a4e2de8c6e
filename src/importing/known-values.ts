import type { Json } from '../model.ts';
import { memberOf } from './json-filter.ts';

/** Limits for one answer: depth, and number of values. */
const DEEPEST = 12;
const MOST = 5000;

const ID = /^[\da-f]{8}-?([\da-f]{4}-?){3}[\da-f]{12}$/i;

/** Whether a text looks like an id that a service generated. */
export const isId = (text: string): boolean => ID.test(text);

/** The ids in an answer, each with the path of its first occurrence. */
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
      // An object's own id comes before ids that it refers to.
      const own = entries.filter(([key]) => key === 'id');
      for (const [key, each] of [...own, ...entries.filter(([key]) => key !== 'id')])
        walk(each, `${path}${memberOf(key)}`, depth + 1);
    }
  };
  walk(answer, '$', 0);
  return found;
}
