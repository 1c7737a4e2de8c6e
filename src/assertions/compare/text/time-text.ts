import { areAll, DIGIT } from './characters.ts';
import { epochMs } from './epoch.ts';
import type { FieldKind } from './field.ts';

/** A time found in a text. Times written in the same format have the same `format`. */
export interface FoundTime {
  readonly end: number;
  readonly ms: number;
  readonly format: number;
}

const digitsAt = (text: string, from: number, count: number): number => {
  let value = 0;
  for (let index = from; index < from + count; index++) {
    const digit = text.charCodeAt(index) - 48;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value;
};

const T = 84;
const Z = 90;
const LOWER_Z = 122;
const COLON = 58;

/** Separators between date and time: T, t, or a space. */
const DIVIDERS: ReadonlySet<number> = new Set([T, 116, 32]);

/** The format of times without dashes and colons. */
const BASIC = 1;

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The ISO 8601 time that starts at an offset; undefined if there is none or the date is invalid. */
export function isoTimeAt(text: string, start: number): FoundTime | undefined {
  const year = digitsAt(text, start, 4);
  const month = digitsAt(text, start + 5, 2);
  const day = digitsAt(text, start + 8, 2);
  if (year < 1 || month < 1 || day < 1 || text.charCodeAt(start + 7) !== 45) return undefined;
  const divider = text.charCodeAt(start + 10);
  if (!DIVIDERS.has(divider) || text.charCodeAt(start + 13) !== COLON) return undefined;
  const hour = digitsAt(text, start + 11, 2);
  const minute = digitsAt(text, start + 14, 2);
  const hasSeconds = text.charCodeAt(start + 16) === COLON;
  const second = hasSeconds ? digitsAt(text, start + 17, 2) : 0;
  const ms = utc(year, month, day, hour, minute, second);
  return ms === undefined ? undefined : withRest(text, start + (hasSeconds ? 19 : 16), ms, divider);
}

/** The compact ISO 8601 time, such as `20261128T004352Z`, that starts at an offset. */
export function basicTimeAt(text: string, start: number): FoundTime | undefined {
  if (text.charCodeAt(start + 8) !== T || digitsAt(text, start, 4) < 1) return undefined;
  const at = (offset: number): number => digitsAt(text, start + offset, 2);
  const ms = utc(digitsAt(text, start, 4), at(4), at(6), at(9), at(11), at(13));
  return ms === undefined ? undefined : withRest(text, start + 15, ms, BASIC);
}

/** Milliseconds since 1970; undefined for an invalid date. */
function utc(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | undefined {
  if (month < 1 || month > 12 || day < 1 || day > (DAYS[month - 1] as number)) return undefined;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return undefined;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (month === 2 && day === 29 && !isLeap) return undefined;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** Adds the fraction, after a point or comma, and the time zone. */
function withRest(text: string, at: number, seconds: number, form: number): FoundTime | undefined {
  let end = at;
  const point = text.charCodeAt(end);
  if ((point === 46 || point === 44) && digitsAt(text, end + 1, 1) >= 0) {
    end++;
    while (digitsAt(text, end, 1) >= 0) end++;
  }
  if (digitsAt(text, end, 1) >= 0) return undefined;
  const fraction = Math.max(0, end - at - 1);
  const milliseconds = fraction === 0 ? 0 : Number(`0.${text.slice(at + 1, end)}`) * 1000;
  const zone = zoneAt(text, end);
  const ms = seconds + milliseconds - zone.minutes * 60_000;
  const isComma = fraction > 0 && point === 44 ? 1 : 0;
  return { end: zone.end, ms, format: (form << 20) ^ (isComma << 19) ^ (fraction << 10) ^ zone.format };
}

/** Times without a zone are UTC, as services use them. Each spelling of a zone is its own format. */
function zoneAt(text: string, at: number): { end: number; minutes: number; format: number } {
  const first = text.charCodeAt(at);
  if (first === Z || first === LOWER_Z) return { end: at + 1, minutes: 0, format: first === Z ? 1 : 2 };
  if (first === 43 || first === 45) {
    const hours = digitsAt(text, at + 1, 2);
    const hasColon = text.charCodeAt(at + 3) === COLON;
    const minuteAt = at + (hasColon ? 4 : 3);
    const minutes = digitsAt(text, minuteAt, 2);
    if (hours >= 0 && minutes >= 0) {
      const offset = (first === 45 ? -1 : 1) * (hours * 60 + minutes);
      const format = (offset * 4 + (hasColon ? 3 : 2)) ^ (first === 45 ? 512 : 256);
      return { end: minuteAt + 2, minutes: offset, format };
    }
  }
  return { end: at, minutes: 0, format: 0 };
}

const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const CLOCK = '\\d\\d:\\d\\d:\\d\\d';

/** The three HTTP formats: RFC 1123 with mail time zones, RFC 850, and C's asctime. */
const HTTP = [
  `(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d ${MONTH} \\d{4} ${CLOCK} (GMT|UTC|[+-]\\d{4})`,
  `(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \\d\\d-${MONTH}-\\d\\d ${CLOCK} (GMT)`,
  `(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ${MONTH} [ \\d]\\d ${CLOCK} \\d{4}()`,
].map((form) => new RegExp(form, 'y'));

/** First letters of the days of the week. */
const DAY_LETTERS: ReadonlySet<number> = new Set([...'MTWFS'].map((letter) => letter.charCodeAt(0)));

/** The HTTP time that starts at an offset, such as `Sat, 28 Nov 2026 00:43:52 GMT`, also in an older format. */
export function httpTimeAt(text: string, start: number): FoundTime | undefined {
  if (!DAY_LETTERS.has(text.charCodeAt(start))) return undefined;
  for (const [index, form] of HTTP.entries()) {
    form.lastIndex = start;
    const [found, zone = ''] = form.exec(text) ?? [];
    if (found === undefined) continue;
    const ms = Date.parse(zone === '' ? `${found} GMT` : found);
    // The spelling of the zone is part of the format, encoded as base 128.
    const format = [...zone].reduce((sum, each) => sum * 128 + each.charCodeAt(0), index);
    return Number.isNaN(ms) ? undefined : { end: start + found.length, ms, format: -100 - format };
  }
  return undefined;
}

/** The epoch time that a text of digits represents, if it is near now or declared as a time. */
export function epochIn(
  text: string,
  kind: FieldKind | undefined,
  now: number | undefined,
): FoundTime | undefined {
  if (text.length > 20 || text.charCodeAt(0) === 48 || !areAll(DIGIT, text, 0, 10)) return undefined;
  if (kind !== undefined && kind !== 'time' && kind !== 'heartbeat') return undefined;
  const [, whole, fraction = ''] = /^(\d{10,16})(?:\.(\d+))?$/.exec(text) ?? [];
  const found = whole === undefined ? undefined : epochMs(Number(text), kind, now);
  return found && { end: text.length, ms: found.ms, format: -10 - found.unit - 10 * fraction.length };
}
