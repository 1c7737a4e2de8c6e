/** Characters that a terminal interprets: control characters including C1, line breaks, and direction marks. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it searches for control characters
const ACTED_ON = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Escapes untrusted text to one line. A character that a terminal interprets becomes, for example, `\u001b`. */
export const visible = (text: string): string =>
  text.replace(ACTED_ON, (character) => NAMED[character] ?? escaped(character));

/** The same for text of several lines. */
export const visibleLines = (text: string): string => text.split(/\r?\n/).map(visible).join('\n');

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Two different texts. If they look alike, all characters beyond ASCII are escaped. */
export const distinguishable = (one: string, other: string): readonly [string, string] =>
  one !== other && lookOf(one) === lookOf(other) ? [inAscii(one), inAscii(other)] : [one, other];

const lookOf = (text: string): string => text.normalize('NFKC').replace(/\p{Cf}/gu, '');

const inAscii = (text: string): string => text.replace(/[\u0080-\uffff]/g, escaped);

/** The sequences for the colours and styles that our texts have. Others, such as that of hidden text, are not ours. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape that begins a colour
const COLOUR = /\u001b\[(?:1|2|22|3[1236]|39)m/g;

/** Prepares our own text for a terminal. Keeps colours if wanted; escapes other control sequences. */
export function forTerminal(text: string, colours: boolean): string {
  const parts = text.split(COLOUR).map(visibleLines);
  const marks = colours ? (text.match(COLOUR) ?? []) : [];
  return parts.map((part, index) => part + (marks[index] ?? '')).join('');
}
