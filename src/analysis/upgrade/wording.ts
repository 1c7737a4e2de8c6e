/** How the wording of a text changed, without what differs from request to request. */

/** Words that a text lost and gained, in their order. Both are empty if only order, spaces or punctuation changed. */
export interface Rewording {
  readonly lost: readonly string[];
  readonly gained: readonly string[];
}

/** Ids, numbers, and hexadecimal text. */
const VARIABLE = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{8,}|\d[\d.:TZ-]*)$/i;

export function rewordingOf(before: string, after: string): Rewording {
  const [one, other] = [wordsOf(before), wordsOf(after)];
  return { lost: without(one, other), gained: without(other, one) };
}

/** Share of common words from which on two changes have one cause. */
const SIMILAR = 0.6;

/** Whether two changes are described by mostly the same words. */
export function similar(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  const common = [...one].filter((word) => other.has(word)).length;
  return common >= SIMILAR * (one.size + other.size - common);
}

/** Whether a value is prose and not an identifier, a number or a name. */
export const isText = (value: unknown): value is string =>
  typeof value === 'string' && /\p{L}\s+\S/u.test(value);

/** The words of a text, without markup. Ids and numbers become `#`. */
export const wordsOf = (text: string): string[] =>
  (text.replace(/<[^<>]*>/g, ' ').match(/[\p{L}\p{N}_-]+(?:[.:][\p{L}\p{N}_-]+)*/gu) ?? []).map((word) =>
    VARIABLE.test(word) ? '#' : word,
  );

/** The words of one text that the other does not have as often. */
function without(words: readonly string[], other: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const word of other) left.set(word, (left.get(word) ?? 0) + 1);
  return words.filter((word) => {
    const count = left.get(word) ?? 0;
    left.set(word, count - 1);
    return count <= 0;
  });
}
