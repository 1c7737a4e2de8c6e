import { query } from 'json-p3';
import type { Comparison, Json, PerSide, Side } from '../../../model.ts';
import type { Correspondence } from '../correspondence.ts';
import type { Reading } from '../graph/reading.ts';
import { kindsIn } from '../text/numbers.ts';
import type { ReplaceOwn } from '../text/own-strings.ts';
import type { Content } from './content.ts';

export interface ReadingOptions {
  readonly correspondence: Correspondence;
  readonly replaceOwn: PerSide<ReplaceOwn>;
  /** Path and query of the request. A sort parameter makes lists ordered. */
  readonly path: string;
  readonly compare?: Comparison;
  /** Current time on each side's clock, in milliseconds. */
  readonly now?: PerSide<number>;
  readonly hasFailed: boolean;
  /** The response shows the current state, so an id seen again after a DELETE belongs to something new. */
  readonly isShowing: boolean;
}

const NO_KINDS: ReadonlySet<string> = new Set();

/** How to read one side's answer. */
export function readingOf(
  side: Side,
  content: Content,
  options: ReadingOptions,
  skips: Reading['skips'],
): Reading {
  const { correspondence, compare, path } = options;
  const body = content.kind === 'json' ? (content.value as Json) : null;
  const ordered = new Set(nodesIn(body, compare?.ordered).map(({ value }) => value));
  const sorted = listsByOrder(path, body);
  const undated = new Map<unknown, Set<string | number>>();
  for (const { holder, key } of nodesIn(body, compare?.undated))
    undated.set(holder, (undated.get(holder) ?? new Set()).add(key));
  return {
    side,
    known: correspondence.known[side],
    hasNumbers: correspondence.hasNumbers,
    failed: options.hasFailed ? kindsIn(path) : NO_KINDS,
    isMet: (key) => correspondence.idOf(side, key, false) !== undefined,
    replaceOwn: options.replaceOwn[side],
    idOf: (key, isShown) => correspondence.idOf(side, key, isShown && options.isShowing),
    isChosen: (key) => correspondence.isChosen(key),
    isChosenTime: (ms) => correspondence.isChosenTime(ms),
    now: options.now?.[side],
    numbers: content.numbers,
    isOrdered: (list) => ordered.has(list) || sorted.has(list),
    isUndated: (holder, key) => undated.size > 0 && undated.get(holder)?.has(key) === true,
    skips,
  };
}

/** Lists that the request sorts: the body itself, or lists directly in it. */
function listsByOrder(path: string, body: Json): ReadonlySet<unknown> {
  if (!/[?&](sort|sort_key|sort_dir)=/.test(path) || typeof body !== 'object' || body === null)
    return new Set();
  return new Set(Array.isArray(body) ? [body] : Object.values(body));
}

interface Node {
  readonly value: unknown;
  readonly holder: unknown;
  readonly key: string | number;
}

/** The values that JSONPaths select in a body, each with the object or array that holds it. */
const nodesIn = (body: Json, jsonPaths: readonly string[] = []): Node[] =>
  jsonPaths.flatMap((each) =>
    query(each, body as never).nodes.map(({ location, value }): Node => {
      const key = location.at(-1) ?? '';
      const holder = location
        .slice(0, -1)
        .reduce((at: unknown, step) => (at as Record<string | number, unknown>)[step], body);
      return { value, holder, key };
    }),
  );
