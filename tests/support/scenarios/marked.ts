/** Stands in a test's YAML right before what a mistake must point at. */
const MARK = '»';

export interface Marked {
  readonly text: string;
  /** `line:column` of every mark, in the order of the text. */
  readonly places: readonly string[];
}

/** Text without its marks, and where they stood: so no test counts lines. */
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
