import type { Json, Side } from '../../model.ts';
import type { Correspondence } from './correspondence.ts';
import { mayHavePassed } from './durations.ts';
import { milliseconds, type OwnStrings, rowId, tokensOf } from './text.ts';
import type { Token } from './tokens.ts';

/** What the two sides of a list's elements are told apart by, before they are compared one with another. */
export interface Signature {
  /** Equal for any two values that can correspond; a hash, so that equal ones need not. */
  readonly hash: number;
  /** The first time in it, milliseconds; 0 without one. Of elements alike but for their times, it gives the order. */
  readonly time: number;
}

/** Seconds since the epoch that a service may answer as a plain number. */
const isPlausibleTime = (value: number): boolean => value > 1e9 && value < 1e10;

/** The signature of a value of one side: ids by what they are known to stand for, times and new ids by their kind. */
export function signatureOf(
  value: Json,
  side: Side,
  correspondence: Correspondence,
  own: OwnStrings,
): Signature {
  let time = 0;
  const ofText = (text: string): number => {
    let hash = 1;
    for (const token of tokensOf(text, own)) hash = mix(hash, hashOf(token.form), ofToken(token));
    return hash;
  };
  const known = (id: string): number => {
    const one = side === 'baseline' ? correspondence.target(id) : correspondence.baseline(id) && id;
    return one === undefined ? 3 : hashOf(one);
  };
  const ofToken = ({ form, text }: Token): number => {
    switch (form) {
      case 'text':
        // Numbers in it may be ids of things that were met.
        return hashOf(text.replaceAll(/\d+/g, '0'));
      case 'time':
        time ||= milliseconds(text);
        return 2;
      case 'hex':
        return hashOf((side === 'baseline' && correspondence.target(text)) || text);
      case 'row':
        return known(rowId(text));
      case 'pem':
      case 'ssh':
        return known(text);
      default:
        return known(text.toLowerCase());
    }
  };
  const of = (each: Json): number => {
    if (typeof each === 'string') return ofText(each);
    if (typeof each === 'number') return isPlausibleTime(each) ? 4 : hashOf(String(each));
    // Whether a list inside is one in order is left to the comparison.
    if (Array.isArray(each)) return mix(5, ...each.map(of).sort((a, b) => a - b));
    if (each !== null && typeof each === 'object') {
      const members = Object.entries(each).map(([key, member]) =>
        mix(hashOf(key), isInvented(key, member) ? 8 : of(member)),
      );
      return mix(6, ...members.sort((a, b) => a - b));
    }
    return hashOf(String(each));
  };
  return { hash: of(value), time };
}

/** Whether a member is the number of a thing, a time that has passed, or a text that the deployment makes up. */
const isInvented = (key: string, member: Json): boolean =>
  key === 'adminPass' || (typeof member === 'number' && (/^id$|_id$/.test(key) || mayHavePassed(key)));

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/** One hash of several, in their order; of 52 bits, so that lists of 100,000 elements rarely share one by chance. */
const mix = (...parts: readonly number[]): number =>
  parts.reduce((hash, part) => (hash * 31 + part * 2_654_435_761) % 4_503_599_627_370_449, 7);
