/** Ids of a fixed form, where a run of letters and digits ends in a text. */
import { areAll, CAPITAL_HEX, classAt, HEX } from './characters.ts';
import type { FieldKind } from './field.ts';
import type { Form } from './forms.ts';

const DASH = 45;

/** The form of the UUID whose first dash is at an offset. */
export function uuidAt(text: string, dash: number): Form | undefined {
  if (
    text.charCodeAt(dash + 5) !== DASH ||
    text.charCodeAt(dash + 10) !== DASH ||
    text.charCodeAt(dash + 15) !== DASH
  )
    return undefined;
  if (isUuid(HEX, text, dash)) return 'uuid';
  return isUuid(HEX | CAPITAL_HEX, text, dash) ? 'UUID' : undefined;
}

const isUuid = (digits: number, text: string, dash: number): boolean =>
  areAll(digits, text, dash - 8, dash) &&
  areAll(digits, text, dash + 1, dash + 5) &&
  areAll(digits, text, dash + 6, dash + 10) &&
  areAll(digits, text, dash + 11, dash + 15) &&
  areAll(digits, text, dash + 16, dash + 28);

const NUMBERED = /^(instance|i|ami|aki|ari|vol|snap)$/;

/** Whether a word and 8 digits after its dash are a number that the deployment counts: an instance, or an id of EC2's API. */
export const isNumbered = (text: string, start: number, dash: number): boolean =>
  areAll(HEX, text, dash + 1, dash + 9) &&
  classAt(text, dash + 9) === 0 &&
  text.charCodeAt(dash + 9) !== DASH &&
  text.charCodeAt(start - 1) !== DASH &&
  NUMBERED.test(text.slice(start, dash));

/** Offset after the id of a reservation, `r-` and 8 characters; -1 for none. */
export function reservationEnd(text: string, start: number, kind: FieldKind | undefined): number {
  const end = start + 10;
  const rest = text.slice(start + 2, end);
  if (!/^[0-9a-z]{8}$/.test(rest) || classAt(text, end) !== 0 || text.charCodeAt(end) === DASH) return -1;
  // A word can look like one: the member's name says that it is, or the word before it.
  const isSaid = kind === 'id' || /reserv/i.test(text.slice(Math.max(0, start - 24), start));
  return isSaid ? end : -1;
}

/** Offset after a network device, named after the first digits of its port's id; -1 for none. */
export function deviceEnd(text: string, start: number, at: number): number {
  if (!/^(tap|nic|qvo|qvb|qbr|brq|vhu)$/.test(text.slice(start, start + 3))) return -1;
  if (!areAll(HEX, text, start + 3, at)) return -1;
  const hasMore =
    text.charCodeAt(at) === DASH && areAll(HEX, text, at + 1, at + 3) && classAt(text, at + 3) === 0;
  return hasMore ? at + 3 : at;
}
