import type { Document, Node } from 'yaml';
import { isScalar, visit } from 'yaml';
import { isLikeSecret } from './secret-keys.ts';
import type { Range } from './source-text.ts';

/** The name of a header, parameter or field inside a text, up to its value. */
const NAMED = /([\w.-]{1,80})\\?["']?\s*[:=]\s*/g;
/** The same in a text that cannot be parsed, where a mistake may be in place of the colon. */
const WORD = /([\w.-]{1,80})\\?["']?\s*[:=]?\s*/g;

const COMMENT = /(?:^|\s)#.*$/gm;

/** The password in `scheme://user:password@host`. */
const USER_INFO = /(?<=:\/\/[^\s/:@?#"']{0,200}:)[^\s/"']{1,500}(?=@)/g;

/** Ranges of a YAML text that are secret because of their keys. Messages must not show them. */
export function secretParts(text: string, document: Document | undefined): readonly Range[] {
  const found = [...text.matchAll(USER_INFO)].map(rangeOf);
  for (const comment of text.matchAll(COMMENT)) {
    const [start, end] = rangeOf(comment);
    const [first] = secretWords(text, [start, end]);
    if (first) found.push([first[0], end]);
  }
  // Text that cannot be parsed is searched line by line.
  if (!document || document.errors.length > 0) return [...found, ...secretLines(text)];
  visit(document, {
    Pair: (_, { key, value }) => {
      const range = (value as Node | null)?.range;
      if (!range || !isScalar(key) || !isLikeSecret(String(key.value))) return;
      // A value that begins with & or ! is read as an anchor or a tag of the value.
      const before = key.range?.[1] ?? range[0];
      const sign = /^["']?\s*:?\s*/.exec(text.slice(before, range[0]))?.[0].length ?? 0;
      if (before + sign < range[0]) found.push([before + sign, range[0]]);
      found.push([range[0], range[1]]);
    },
    Scalar: (key, { value, range }) => {
      if (key === 'key' || typeof value !== 'string' || !range) return;
      found.push(...secretWords(text, [range[0], range[1]]));
    },
  });
  return found;
}

const rangeOf = ({ index, 0: whole }: RegExpExecArray): Range => [index, index + whole.length];

/** Words after `password:` or `X-Auth-Token:` in a range of the text, such as a curl command. */
function* secretWords(text: string, [start, end]: Range): Generator<Range> {
  const part = text.slice(start, end);
  for (const match of part.matchAll(NAMED)) {
    if (!isLikeSecret(match[1] ?? '')) continue;
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
      const match = [...line.matchAll(WORD)].find(([, word = '']) => isLikeSecret(word));
      within = match ? indent : undefined;
      if (match) found.push([offset + match.index + match[0].length, offset + line.length]);
    }
    offset += line.length + 1;
  }
  return found;
}
