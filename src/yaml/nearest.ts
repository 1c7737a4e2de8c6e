import { closest, distance } from 'fastest-levenshtein';

/** Characters beyond which a word is no typo of another. */
const LONGEST = 200;

/** Words that are listed where none is near. */
const MOST = 20;

/** The known word that `word` was probably meant to be, if one is near enough. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0 || word.length > LONGEST) return undefined;
  const best = closest(word, known);
  return distance(word, best) <= Math.max(2, Math.floor(word.length / 3)) ? best : undefined;
}

/** `Did you mean "x"?`, or the list of what there is. */
export function suggest(word: string, known: readonly string[]): string {
  const best = nearest(word, known);
  return best
    ? `Did you mean "${best}"?`
    : `Known here: ${known.slice(0, MOST).join(', ')}${known.length > MOST ? ', …' : ''}.`;
}
