import { epochMs } from './epoch.ts';
import type { FieldKind } from './field.ts';

/** A time found in a text. Its format is a number that is the same for times written alike. */
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

/** Where what follows a colon begins; within a link colons are escaped. -1 without a colon. */
const afterColon = (text: string, at: number): number => {
  if (text.charCodeAt(at) === 58) return at + 1;
  return text.startsWith('%3A', at) || text.startsWith('%3a', at) ? at + 3 : -1;
};

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The ISO 8601 time that begins at a place; undefined where there is none, or none that a calendar has. */
export function isoTimeAt(text: string, start: number): FoundTime | undefined {
  const year = digitsAt(text, start, 4);
  const month = digitsAt(text, start + 5, 2);
  const day = digitsAt(text, start + 8, 2);
  if (year < 1 || month < 1 || day < 1 || text.charCodeAt(start + 7) !== 45) return undefined;
  const divider = text.charCodeAt(start + 10);
  const at =
    divider === 84 || divider === 32 ? start + 11 : text.startsWith('%20', start + 10) ? start + 13 : -1;
  if (at < 0) return undefined;
  const minuteAt = afterColon(text, at + 2);
  const secondAt = minuteAt < 0 ? -1 : afterColon(text, minuteAt + 2);
  if (secondAt < 0) return undefined;
  const hour = digitsAt(text, at, 2);
  const minute = digitsAt(text, minuteAt, 2);
  const second = digitsAt(text, secondAt, 2);
  if (hour < 0 || minute < 0 || second < 0) return undefined;
  if (month > 12 || day > (DAYS[month - 1] as number) || hour > 23 || minute > 59 || second > 60)
    return undefined;
  if (month === 2 && day === 29 && (year % 4 !== 0 || (year % 100 === 0 && year % 400 !== 0)))
    return undefined;
  let end = secondAt + 2;
  let fraction = 0;
  if (text.charCodeAt(end) === 46 && digitsAt(text, end + 1, 1) >= 0) {
    const from = ++end;
    while (digitsAt(text, end, 1) >= 0) end++;
    fraction = end - from;
  }
  if (digitsAt(text, end, 1) >= 0) return undefined;
  const milliseconds = fraction === 0 ? 0 : Number(`0.${text.slice(end - fraction, end)}`) * 1000;
  const zone = zoneAt(text, end);
  const ms = Date.UTC(year, month - 1, day, hour, minute, second) + milliseconds - zone.minutes * 60_000;
  const format = ((divider & 0x7f) << 20) ^ ((minuteAt - at) << 16) ^ (fraction << 10) ^ zone.format;
  return { end: zone.end, ms, format };
}

/** A time without a zone is of UTC, as services mean it; the same zone written otherwise is another format. */
function zoneAt(text: string, at: number): { end: number; minutes: number; format: number } {
  const first = text.charCodeAt(at);
  if (first === 90) return { end: at + 1, minutes: 0, format: 1 };
  const escaped = text.startsWith('%2B', at) || text.startsWith('%2b', at);
  if (first === 43 || first === 45 || escaped) {
    const from = at + (escaped ? 3 : 1);
    const hours = digitsAt(text, from, 2);
    const colon = afterColon(text, from + 2);
    const minutes = digitsAt(text, colon < 0 ? from + 2 : colon, 2);
    if (hours >= 0 && minutes >= 0) {
      const sign = first === 45 ? -1 : 1;
      const offset = sign * (hours * 60 + minutes);
      const end = (colon < 0 ? from + 2 : colon) + 2;
      return {
        end,
        minutes: offset,
        format: (offset * 4 + (colon < 0 ? 2 : 3)) ^ (first === 45 ? 512 : 256),
      };
    }
  }
  return { end: at, minutes: 0, format: 0 };
}

const HTTP =
  /(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT/y;

/** The time of an HTTP header, `Sat, 28 Nov 2026 00:43:52 GMT`, that begins at a place. */
export function httpTimeAt(text: string, start: number): FoundTime | undefined {
  HTTP.lastIndex = start;
  const found = HTTP.exec(text)?.[0];
  const ms = found === undefined ? Number.NaN : Date.parse(found);
  return found === undefined || Number.isNaN(ms) ? undefined : { end: start + found.length, ms, format: -1 };
}

/** The time that a text of digits is, in seconds or parts of them since 1970, where it is near now or said to be one. */
export function epochIn(
  text: string,
  kind: FieldKind | undefined,
  now: number | undefined,
): FoundTime | undefined {
  if (text.length < 10 || text.length > 20 || text.charCodeAt(0) < 49 || text.charCodeAt(0) > 57)
    return undefined;
  if (kind !== undefined && kind !== 'time' && kind !== 'heartbeat') return undefined;
  const [, whole, fraction = ''] = /^(\d{10,16})(?:\.(\d+))?$/.exec(text) ?? [];
  const found = whole === undefined ? undefined : epochMs(Number(text), kind, now);
  return found && { end: text.length, ms: found.ms, format: -10 - found.unit - 10 * fraction.length };
}
