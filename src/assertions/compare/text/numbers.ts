import { areAll, classAt, DIGIT } from './characters.ts';
import { type FieldKind, singular } from './field.ts';
import type { Context } from './forms.ts';

/** Characters allowed directly before the number of a thing: a blank, a quote, # / : or =. */
const BEFORE_NUMBER: ReadonlySet<number> = new Set([32, 34, 35, 39, 47, 58, 61]);

/** The text before the number of a thing, with its kind: `aggregate 5`, `agent_id: 5`, `migration with id '5'`. */
const OF_NUMBER = /([A-Za-z]+)(?:(?: with)?[ _](?:id|ID))?[:=#/]? ?['"]?$/;

/**
 * The key of a number in a text. It is an id if the word before it names a kind and an id of that kind was met;
 * undefined for other numbers and for other text.
 */
export function numberKeyIn(
  text: string,
  start: number,
  end: number,
  kind: FieldKind | undefined,
  context: Context,
): string | undefined {
  if (end - start > 12 || !(classAt(text, start) & DIGIT) || !areAll(DIGIT, text, start, end))
    return undefined;
  const before = text.charCodeAt(start - 1);
  return rowKey(text, start, end, before) ?? namedKey(text, start, end, before, kind, context);
}

/** The number of a row, as an error message may show it: `'id': 7`. */
function rowKey(text: string, start: number, end: number, before: number): string | undefined {
  if (before !== 32 && before !== 58) return undefined;
  const isRow = /['"]id['"]: ?$/.test(text.slice(Math.max(0, start - 8), start));
  return isRow ? `row ${text.slice(start, end)}` : undefined;
}

function namedKey(
  text: string,
  start: number,
  end: number,
  before: number,
  kind: FieldKind | undefined,
  context: Context,
): string | undefined {
  if (!context.hasNumbers || kind === 'name' || kind === 'version' || !BEFORE_NUMBER.has(before))
    return undefined;
  const word = OF_NUMBER.exec(text.slice(Math.max(0, start - 40), start))?.[1];
  const key = word && `${singular(word)} ${text.slice(start, end)}`;
  return key && context.isMet(key) ? key : undefined;
}
