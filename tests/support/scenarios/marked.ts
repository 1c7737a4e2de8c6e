/** Marks the place in a test's YAML that a mistake must point to. */
const MARK = '»';

export interface Marked {
  readonly text: string;
  /** Every mark as `line:column`, in the order of the text. */
  readonly places: readonly string[];
}

/** Returns a text without its marks, and the places of the marks, so that no test counts lines. */
export function marked(source: string): Marked {
  const places: string[] = [];
  let text = '';
  for (const character of source.replace(/^\n/, '')) {
    if (character !== MARK) {
      text += character;
      continue;
    }
    const lines = text.split('\n');
    places.push(`${lines.length}:${(lines.at(-1) ?? '').length + 1}`);
  }
  return { text, places };
}
