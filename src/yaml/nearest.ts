import { closest, distance } from 'fastest-levenshtein';

/** The known word that `word` was probably meant to be, if one is near enough. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const best = closest(word, known);
  return distance(word, best) <= Math.max(2, Math.floor(word.length / 3)) ? best : undefined;
}

/** `Did you mean "x"?`, or the list of what there is. */
export function suggest(word: string, known: readonly string[]): string {
  const best = nearest(word, known);
  return best ? `Did you mean "${best}"?` : `Known here: ${known.join(', ')}.`;
}
