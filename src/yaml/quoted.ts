/** Characters of somebody's words that a message repeats. */
const MOST = 80;

/** Words out of a file for a message: one line, control characters shown as such, cut where they are long. */
export function quoted(words: string): string {
  const text = words.length > MOST ? `${words.slice(0, MOST)}…` : words;
  return text.replace(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1));
}
