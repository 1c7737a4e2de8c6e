import type { Place, Step } from '../../model.ts';

type Poll = Pick<NonNullable<Step['poll']>, 'every' | 'timeout'>;

/**
 * Milliseconds until the next attempt. Grows by half each time, up to five times the first pause, because attempts load
 * the deployment.
 */
export const pauseAfter = (tries: number, every: number): number => every * Math.min(1.5 ** (tries - 1), 5);

/** Part of the usual wait after which a poll's first request is sent. */
const EARLY = 0.75;

/** Longest first pause in milliseconds: half of the shortest timeout that the baseline's wait can lead to. */
const LONGEST = 10_000;

/** How long polls waited on one deployment, so that a later poll of the same step need not ask when nothing is ready. */
export class UsualWaits {
  readonly #waits = new Map<string, { count: number; ms: number }>();

  /** @param ms how long the state took, without the time by which answers were slow */
  add(place: Place, ms: number): void {
    const key = keyOf(place);
    const known = this.#waits.get(key) ?? { count: 0, ms: 0 };
    this.#waits.set(key, { count: known.count + 1, ms: known.ms + ms });
  }

  /**
   * The first pause of a poll.
   * @returns milliseconds until most of the mean wait of earlier polls is over, at most half of the timeout, and the number
   * of pauses that it replaces
   */
  first(place: Place, { every, timeout }: Poll): { readonly ms: number; readonly replaced: number } {
    const known = this.#waits.get(keyOf(place));
    const usual = known ? (EARLY * known.ms) / known.count : 0;
    const ms = Math.min(usual, timeout / 2, LONGEST);
    let replaced = 0;
    for (let over = every; over <= ms; over += pauseAfter(replaced + 1, every)) replaced++;
    return { ms: replaced === 0 ? 0 : ms, replaced };
  }
}

const keyOf = ({ file, line, column }: Place): string => `${file}:${line}:${column}`;
