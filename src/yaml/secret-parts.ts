import type { Document, Node, Range as NodeRange } from 'yaml';
import { isScalar, visit } from 'yaml';
import type { Range } from './source-text.ts';

const WORD = '(?:pass(?:word|wd|phrase)?|secret|token|(?:private|api|access)_?key|authorization|cookie)';
/** Matches anywhere in a key, because a misspelt key may hold a secret too. */
const SECRET_KEY = new RegExp(WORD, 'i');
/** A header or a body's field inside a text. */
const WITHIN = new RegExp(`${WORD}[\\w-]{0,20}\\\\?["']?\\s*[:=]\\s*`, 'gi');
/** The same in a text that cannot be parsed, where a mistake may be in place of the colon. */
const BEFORE_SECRET = new RegExp(`${WORD}[\\w-]{0,20}\\\\?["']?\\s*[:=]?\\s*`, 'i');

/** Ranges of a YAML text that are secret because of their keys. Messages must not show them. */
export function secretParts(text: string, document: Document | undefined): readonly Range[] {
  // Text that cannot be parsed is searched line by line.
  if (!document || document.errors.length > 0) return secretLines(text);
  const found: Range[] = [];
  visit(document, {
    Pair: (_, { key, value }) => {
      const range = (value as Node | null)?.range;
      if (range && isScalar(key) && SECRET_KEY.test(String(key.value))) found.push(partOf(range));
    },
    Scalar: (key, { value, range }) => {
      if (key === 'key' || typeof value !== 'string' || !range) return;
      for (const [start, end] of secretWords(text, partOf(range))) found.push([start, end]);
    },
  });
  return found;
}

const partOf = ([start, end]: NodeRange): Range => [start, end];

/** Words after `password:` or `X-Auth-Token:` in a range of the text, such as a curl command. */
function* secretWords(text: string, [start, end]: Range): Generator<Range> {
  const part = text.slice(start, end);
  for (const match of part.matchAll(WITHIN)) {
    const from = match.index + match[0].length;
    const length = /^\\?["']?[^\s"'\\,}]*/.exec(part.slice(from, from + 4096))?.[0].length ?? 0;
    // A variable is only a name.
    if (length > 0 && !part.startsWith('$', from)) yield [start + from, start + from + length];
  }
}

/** Everything after a secret's key: the rest of its line, and more indented lines below. */
function secretLines(text: string): Range[] {
  const found: Range[] = [];
  let offset = 0;
  let within: number | undefined;
  for (const line of text.split('\n')) {
    const indent = line.search(/\S/);
    if (within !== undefined && (indent < 0 || indent > within)) found.push([offset, offset + line.length]);
    else {
      const match = BEFORE_SECRET.exec(line);
      within = match ? indent : undefined;
      if (match) found.push([offset + match.index + match[0].length, offset + line.length]);
    }
    offset += line.length + 1;
  }
  return found;
}
