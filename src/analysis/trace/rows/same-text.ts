import { fieldOf } from '../../../assertions/compare/text/field.ts';
import type { Form } from '../../../assertions/compare/text/forms.ts';
import { TextReader } from '../../../assertions/compare/text/text-reader.ts';
import type { Counterparts } from './counterparts.ts';

/** Both sides are queried at the same moment, so times further apart than this differ. In milliseconds. */
export const SAME_TIME_MS = 5 * 60_000;

const NONE: ReadonlySet<string> = new Set();

/**
 * Whether two texts of a column are the same but for corresponding ids, addresses, keys and times. They have the forms
 * that the comparison of answers knows.
 */
export function sameText(name: string, baseline: string, target: string, using: Counterparts): boolean {
  if (baseline === target) return true;
  // The digest of a token is generated as the token is.
  const kind = /token/.test(name) ? 'secret' : fieldOf(name).kind;
  const [left, right] = [readerOf(using), readerOf(using)];
  left.read(comparable(baseline), kind);
  right.read(comparable(target), kind);
  if (left.count !== right.count || left.wrapping !== right.wrapping) return false;
  for (let index = 0; index <= left.count; index++) {
    if (between(left, index) !== between(right, index)) return false;
    if (index < left.count && !sameValue(left, right, index, using)) return false;
  }
  return true;
}

const readerOf = (using: Counterparts): TextReader =>
  new TextReader({
    ...{ known: NONE, hasNumbers: false, failed: NONE, now: undefined },
    replaceOwn: (text) => text,
    isMet: (key) => using.isMet(key),
    isChosen: (key) => using.isChosen(key),
    isChosenTime: () => false,
  });

/** A text without what each side counts on its own: row numbers in JSON. */
const comparable = (text: string): string => text.replace(/("(?:\w{1,60}_)?id": )\d+/g, '$1#');

/** The text before a value, or after the last one. */
const between = (reader: TextReader, index: number): string =>
  reader.text.slice(
    index === 0 ? 0 : reader.end[index - 1],
    index < reader.count ? reader.start[index] : undefined,
  );

function sameValue(left: TextReader, right: TextReader, index: number, using: Counterparts): boolean {
  const written = ({ text, start, end }: TextReader) => text.slice(start[index], end[index]);
  if (written(left) === written(right)) return true;
  const form = left.form[index] as Form;
  if (form !== right.form[index] || left.isLiteral[index] || right.isLiteral[index]) return false;
  if (form === 'time')
    return (
      left.format[index] === right.format[index] &&
      Math.abs((left.ms[index] as number) - (right.ms[index] as number)) < SAME_TIME_MS
    );
  return using.pair(left.key[index] as string, right.key[index] as string);
}
