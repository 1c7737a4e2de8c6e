import { HIDDEN } from '../../assertions/secret-names.ts';
import { plainSpellings, spellings } from './spellings.ts';

/**
 * Maximum characters of a value whose encodings a regular expression finds, and of that expression for all values.
 * Larger ones take seconds to compile, and V8 refuses the largest.
 */
const LONGEST = 1024;
const LARGEST = 300_000;

/** A function that hides values in a text, in any encoding; long ones only in the usual encodings. */
export function search(values: Iterable<string>): (text: string) => string {
  const found: string[] = [];
  const literal: string[] = [];
  let size = 0;
  // Longest first, because one value may be the start of another.
  for (const value of [...values].sort((a, b) => b.length - a.length)) {
    const expression = value.length > LONGEST ? undefined : spellings(value);
    size += expression?.length ?? 0;
    if (expression !== undefined && size <= LARGEST) found.push(expression);
    else literal.push(...plainSpellings(value));
  }
  const pattern = found.length > 0 ? new RegExp(found.join('|'), 'g') : undefined;
  return (text) => {
    const left = literal.reduce((whole, each) => whole.replaceAll(each, HIDDEN), text);
    return pattern ? left.replace(pattern, HIDDEN) : left;
  };
}
