import type { Comparison, Json, PerSide, Side } from '../../../model.ts';
import { nodesAt } from '../../json-path.ts';
import type { Correspondence } from '../correspondence.ts';
import type { Reading } from '../description/reading.ts';
import type { LiteralNames } from '../own/ambiguous-names.ts';
import type { ReplaceOwn } from '../own/own-strings.ts';
import { kindsIn } from '../text/numbers.ts';
import type { Content } from './content.ts';

export interface ReadingOptions {
  readonly correspondence: Correspondence;
  readonly replaceOwn: PerSide<ReplaceOwn>;
  readonly hasOwnNames?: boolean;
  readonly literalNames?: LiteralNames;
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

/** How to read one side's answer. A class, because engines call a method faster than a function of each object. */
export class SideReading implements Reading {
  readonly side: Side;
  readonly numbers: Reading['numbers'];
  readonly skips: Reading['skips'];
  readonly known: ReadonlySet<string>;
  readonly hasNumbers: boolean;
  readonly failed: ReadonlySet<string>;
  readonly now: number | undefined;
  readonly replaceOwn: ReplaceOwn;
  readonly hasOwnNames: boolean;
  readonly literalNames: LiteralNames | undefined;
  readonly #options: ReadingOptions;
  readonly #lateIds: ReadonlySet<string>;
  readonly #asked = new Set<string>();
  readonly #lists: ReadonlySet<unknown>;
  readonly #undated = new Map<unknown, Set<string | number>>();

  /** @param lateIds Ids of this answer that its texts may mention before it shows them */
  constructor(
    side: Side,
    content: Content,
    options: ReadingOptions,
    skips: Reading['skips'],
    lateIds: ReadonlySet<string>,
  ) {
    const { correspondence, compare, path } = options;
    const body = content.kind === 'json' ? (content.value as Json) : null;
    const ordered = nodesIn(body, compare?.ordered).map(({ value }) => value);
    this.side = side;
    this.numbers = content.numbers;
    this.skips = skips;
    this.known = correspondence.known[side];
    this.hasNumbers = correspondence.hasNumbers || lateIds.size > 0;
    this.failed = options.hasFailed ? kindsIn(path) : NO_KINDS;
    this.now = options.now?.[side];
    this.replaceOwn = options.replaceOwn[side];
    this.hasOwnNames = options.hasOwnNames ?? false;
    this.literalNames = options.literalNames;
    this.#options = options;
    this.#lateIds = lateIds;
    this.#lists = new Set([...ordered, ...listsByOrder(path, body)]);
    for (const { holder, key } of nodesIn(body, compare?.undated))
      this.#undated.set(holder, (this.#undated.get(holder) ?? new Set()).add(key));
  }

  isMet(key: string): boolean {
    const { correspondence } = this.#options;
    const isMet = this.#lateIds.has(key) || correspondence.idOf(this.side, key, false) !== undefined;
    if (!isMet) this.#asked.add(key);
    return isMet;
  }

  /** What `isMet` was asked for and did not know. */
  get asked(): ReadonlySet<string> {
    return this.#asked;
  }

  idOf(key: string, isShown: boolean): number | undefined {
    const { correspondence, isShowing } = this.#options;
    return correspondence.idOf(this.side, key, isShown && isShowing);
  }

  isChosen(key: string): boolean {
    return this.#options.correspondence.isChosen(key);
  }

  isChosenTime(ms: number): boolean {
    return this.#options.correspondence.isChosenTime(ms);
  }

  isOrdered(list: readonly Json[]): boolean {
    return this.#lists.has(list);
  }

  isUndated(holder: unknown, key: string | number): boolean {
    return this.#undated.size > 0 && this.#undated.get(holder)?.has(key) === true;
  }
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
    nodesAt(each, body).map(({ location, value }): Node => {
      const key = location.at(-1) ?? '';
      const holder = location
        .slice(0, -1)
        .reduce((at: unknown, step) => (at as Record<string | number, unknown>)[step], body);
      return { value, holder, key };
    }),
  );
