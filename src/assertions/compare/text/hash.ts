/**
 * Hashes of 64 bits, in two lanes of 32: two values of 100,000 rarely share one by chance. Lanes are combined by sums
 * where the order does not matter.
 */
export const seed = (tag: number): number => scramble(Math.imul(tag + 1, 0x9e3779b1));

/** One lane with a number added, in order. */
export const mix = (lane: number, value: number): number =>
  scramble(Math.imul(lane ^ value, 0x85ebca6b) + 0x27d4eb2f);

const scramble = (value: number): number => {
  const half = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return half ^ (half >>> 13);
};

/** The first lane of a part of a text. */
export function textLane(text: string, from: number, to: number, lane: number): number {
  let hash = lane;
  for (let index = from; index < to; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return scramble(hash);
}

/** The second lane. */
export function otherLane(text: string, from: number, to: number, lane: number): number {
  let hash = lane ^ 0x5bd1e995;
  for (let index = from; index < to; index++) {
    hash = Math.imul(hash, 0x5bd1e995) + text.charCodeAt(index);
    hash ^= hash >>> 17;
  }
  return scramble(hash);
}

/** Both lanes as one number that JavaScript holds exactly: 52 of the 64 bits. */
export const joined = (one: number, other: number): number => (one & 0xfffff) * 0x1_0000_0000 + (other >>> 0);
