import type { Counterparts } from './counterparts.ts';
import { sameText } from './same-text.ts';

/** A long text as the probe records it: its start, length and digest. */
interface Cut {
  readonly shown: string;
  /** The start without its last word, which may be a part of an id or key. */
  readonly start: string;
  readonly length: number;
  /** Whether its length varies: it ends in a key, or contains a folder of the deployment. */
  readonly varies: boolean;
}

/** Characters of a word that is no part of an id, but of a key. */
const LONG_WORD = 45;
/** How much the length of a text with addresses and numbers varies. */
const APART = 16;

/**
 * Whether two texts correspond of which at least one was cut. The digests are ignored, because the texts may contain
 * ids. Undefined if none was cut.
 */
export function sameCut(
  name: string,
  baseline: string,
  target: string,
  using: Counterparts,
): boolean | undefined {
  const left = cutOf(baseline, using.replaceOwn.baseline);
  const right = cutOf(target, using.replaceOwn.target);
  if (!left && !right) return undefined;
  if (!left || !right) return false;
  const apart =
    left.varies && right.varies ? Number.POSITIVE_INFINITY : left.shown === right.shown ? 0 : APART;
  if (Math.abs(left.length - right.length) > apart) return false;
  const shown = Math.min(left.start.length, right.start.length);
  return sameText(name, left.start.slice(0, shown), right.start.slice(0, shown), using);
}

const CUT = /^([\s\S]*)… (\d+) \d+$/;
/** A PEM block without its end. */
const OPEN_KEY = /-----BEGIN (?:(?!-----END )[\s\S])*$/;
const LAST_WORD = /[\w.:/+=-]*$/;

function cutOf(cell: string, replaceOwn: (text: string) => string): Cut | undefined {
  const [, shown, length] = CUT.exec(cell) ?? [];
  if (shown === undefined) return undefined;
  const text = replaceOwn(shown);
  const [last = ''] = OPEN_KEY.exec(text) ?? LAST_WORD.exec(text) ?? [];
  return {
    shown,
    start: text.slice(0, text.length - last.length),
    length: Number(length),
    varies: text !== shown || last.length > LONG_WORD,
  };
}
