/**
 * 64-bit hashes in two lanes of 32 bits: among 100,000 values a collision is unlikely. Where order does not matter,
 * lanes are summed.
 */
export const seed = (tag: number): number => scramble(Math.imul(tag + 1, 0x9e3779b1));

/** Adds a number to one lane; order matters. */
export const mix = (lane: number, value: number): number =>
  scramble(Math.imul(lane ^ value, 0x85ebca6b) + 0x27d4eb2f);

const scramble = (value: number): number => {
  const half = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return half ^ (half >>> 13);
};

const LONGEST_WORD = 10;

/** An incremental hash of text, both lanes in one pass. */
export class TextHash {
  one = 0;
  other = 0;

  begin(one: number, other: number): void {
    this.one = one;
    this.other = other;
  }

  add(text: string, from: number, to: number): void {
    let one = this.one;
    let other = this.other ^ 0x5bd1e995;
    for (let index = from; index < to; index++) {
      const code = text.charCodeAt(index);
      one = Math.imul(one ^ code, 0x01000193);
      other = Math.imul(other, 0x5bd1e995) + code;
      other ^= other >>> 17;
    }
    this.one = scramble(one);
    this.other = scramble(other);
  }

  /**
   * As above, but only a short word of letters and underscores, such as a state. Returns whether it is one. None of the
   * forms is that short without digits or signs.
   */
  addWord(text: string): boolean {
    if (text.length > LONGEST_WORD) return false;
    let one = this.one;
    let other = this.other ^ 0x5bd1e995;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (!((code > 96 && code < 123) || (code > 64 && code < 91) || code === 95)) return false;
      one = Math.imul(one ^ code, 0x01000193);
      other = Math.imul(other, 0x5bd1e995) + code;
      other ^= other >>> 17;
    }
    this.one = scramble(one);
    this.other = scramble(other);
    return true;
  }

  mix(one: number, other: number): void {
    this.one = mix(this.one, one);
    this.other = mix(this.other, other);
  }
}

/** Hashes a whole text in both lanes, from their start values. */
export function textHash(text: string, one: number, other: number): Readonly<TextHash> {
  const hash = new TextHash();
  hash.begin(one, other);
  hash.add(text, 0, text.length);
  return hash;
}

/** Joins both lanes into one exact JavaScript number. Keeps 52 of the 64 bits. */
export const joined = (one: number, other: number): number => (one & 0xfffff) * 0x1_0000_0000 + (other >>> 0);
