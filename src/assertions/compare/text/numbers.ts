import { areAll, DIGIT } from './characters.ts';
import { type FieldKind, singular } from './field.ts';
import type { Context } from './forms.ts';

/** Characters allowed directly before the number of a thing: a blank, a quote, # / : or =. */
const BEFORE_NUMBER: ReadonlySet<number> = new Set([32, 34, 35, 39, 47, 58, 61]);

/** The text before the number of a thing, with its kind: `aggregate 5`, `agent_id: 5`, `migration with id '5'`. */
const OF_NUMBER = /([A-Za-z]+)(?:(?: with)?[ _](?:id|ID))?[:=#/]? ?['"]?$/;

/** The text before a number that can be unknown. It has the kind in the singular: `flavor 3`, `agent with ID '5'`. */
const OF_UNKNOWN = /([A-Za-z]+)(?:(?: with)? (?:id|ID):?)? ['"]?$/;

const ZERO = 48;

/**
 * The key of a number in a text. It is an id if the word before it names a kind, and either an id of that kind was
 * met or a request failed whose path names that kind. Undefined for other numbers and for other text.
 */
export function numberKeyIn(
  text: string,
  start: number,
  end: number,
  kind: FieldKind | undefined,
  context: Context,
): string | undefined {
  const first = text.charCodeAt(start);
  if (end - start > 12 || first === ZERO || !areAll(DIGIT, text, start, end)) return undefined;
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
  const { hasNumbers, failed } = context;
  if (kind === 'name' || kind === 'version' || !BEFORE_NUMBER.has(before)) return undefined;
  if (!hasNumbers && failed.size === 0) return undefined;
  const digits = text.slice(start, end);
  const near = text.slice(Math.max(0, start - 40), start);
  const word = OF_NUMBER.exec(near)?.[1];
  // `flavors: 5` is their number.
  const isCount = /s[:=] ?$/i.test(near);
  const key = word && !isCount ? `${singular(word)} ${digits}` : undefined;
  if (key && context.isMet(key)) return key;
  if (failed.size === 0 || /^\.\d/.test(text.slice(end, end + 2))) return undefined;
  const unknown = OF_UNKNOWN.exec(near)?.[1]?.toLowerCase();
  if (unknown && failed.has(unknown)) return `${unknown} ${digits}`;
  // `Flavor access not found for 3`
  return word === 'for' ? metOf(near, digits, context) : undefined;
}

function metOf(before: string, digits: string, context: Context): string | undefined {
  const named = [...context.failed].filter((kind) => new RegExp(`\\b${kind}\\b`, 'i').test(before));
  return named.map((kind) => `${kind} ${digits}`).find((key) => context.isMet(key));
}

/** The kinds of resource that a request's path names: `flavor` for `/flavors/5/action`. */
export const kindsIn = (path: string): ReadonlySet<string> =>
  new Set(
    [...(path.split('?')[0] ?? '').matchAll(/\/(?:os-)?([a-z]+s)(?=\/|$)/g)].map(([, plural]) =>
      singular(plural as string),
    ),
  );
