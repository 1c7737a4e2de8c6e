import type { Place, Wait } from '../../model.ts';

/**
 * Milliseconds until the next attempt. Grows by half each time, up to five times the first pause, because attempts load
 * the deployment.
 */
export const pauseAfter = (tries: number, every: number): number => every * Math.min(1.5 ** (tries - 1), 5);

/** Part of the usual wait after which a poll's first request is sent. */
const EARLY = 0.5;

/** How long polls waited on one deployment, so that a later poll of the same step need not ask when nothing is ready. */
export class UsualWaits {
  readonly #waits = new Map<string, { count: number; ms: number }>();

  add(place: Place, { ms }: Wait): void {
    const key = keyOf(place);
    const known = this.#waits.get(key) ?? { count: 0, ms: 0 };
    this.#waits.set(key, { count: known.count + 1, ms: known.ms + ms });
  }

  /** The pauses of a poll that are over at half of the mean wait of earlier polls: their number and milliseconds. */
  pausesBefore(place: Place, every: number): { readonly count: number; readonly ms: number } {
    const known = this.#waits.get(keyOf(place));
    const early = known ? (EARLY * known.ms) / known.count : 0;
    let [count, ms] = [0, 0];
    for (let next = pauseAfter(1, every); ms + next <= early; next = pauseAfter(count + 1, every)) {
      ms += next;
      count++;
    }
    return { count, ms };
  }
}

const keyOf = ({ file, line, column }: Place): string => `${file}:${line}:${column}`;
