/** Maximum characters of a file's text to quote in a message. */
const MOST = 80;

/** Quotes a file's text in a message: one line, control characters escaped, cut if long. */
export function quoted(words: string): string {
  const text = words.length > MOST ? `${words.slice(0, MOST)}…` : words;
  return text.replace(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1));
}
