/**
 * What a terminal would act on rather than show: control characters, C1 ones too, and what turns the direction of text.
 * Line breaks among them.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it finds
const ACTED_ON = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** A text from outside in one line, every character that a terminal would act on shown as `\u001b`. */
export const visible = (text: string): string =>
  text.replace(ACTED_ON, (character) => NAMED[character] ?? escaped(character));

/** The same of a text of several lines. */
export const visibleLines = (text: string): string => text.split(/\r?\n/).map(visible).join('\n');

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** What `picocolors` writes: a colour, or how strong. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape that begins a colour
const COLOUR = /\u001b\[\d{1,2}m/g;

/** A text of ours for a terminal: colours are kept; other control sequences are made visible. */
export function forTerminal(text: string, colours: boolean): string {
  const parts = text.split(COLOUR).map(visibleLines);
  const marks = colours ? (text.match(COLOUR) ?? []) : [];
  return parts.map((part, index) => part + (marks[index] ?? '')).join('');
}
