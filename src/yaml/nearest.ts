import { closest, distance } from 'fastest-levenshtein';

/** Longer words are not compared. */
const LONGEST = 200;

/** Maximum number of words to list if none is similar. */
const MOST = 20;

/** The known word that `word` probably misspells; undefined if none is similar. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0 || word.length > LONGEST) return undefined;
  const best = closest(word, known);
  return distance(word, best) <= Math.max(2, Math.floor(word.length / 3)) ? best : undefined;
}

/** `Did you mean "x"?`, or a list of known words. */
export function suggest(word: string, known: readonly string[]): string {
  const best = nearest(word, known);
  return best
    ? `Did you mean "${best}"?`
    : `Known here: ${known.slice(0, MOST).join(', ')}${known.length > MOST ? ', …' : ''}.`;
}
