import type { Json, Method, PerSide, RequestBody } from '../../../model.ts';
import { epochMs } from '../text/epoch.ts';
import { type Field, fieldOf, NO_FIELD, singular } from '../text/field.ts';
import type { Context } from '../text/forms.ts';
import { Scanner } from '../text/scanner.ts';
import { unwrapped } from '../text/unwrapped.ts';
import { fingerprintsOf } from './fingerprints.ts';

/** A request as one side received it. */
export interface SentRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: RequestBody;
}

/** Ids, secrets with their fingerprints, numbers and times (milliseconds) that the client sent equally to both sides. */
export interface Choice {
  readonly keys: readonly string[];
  readonly times: readonly number[];
}

interface Sent {
  readonly keys: Set<string>;
  readonly times: Set<number>;
}

/** A date without a time. Services show it as the start of that day. */
const DATE = /(?<!\d)\d{4}-\d\d-\d\d(?![\dT]| \d)/g;

/** Every number after a word is read as an id. */
const ALL_IDS: Context = { known: new Set(), hasNumbers: true, failed: new Set(), isMet: () => true };

export function chosenIn(requests: PerSide<SentRequest>): Choice {
  const [baseline, target] = [sent(requests.baseline), sent(requests.target)];
  return {
    keys: [...baseline.keys].filter((key) => target.keys.has(key)),
    times: [...baseline.times].filter((time) => target.times.has(time)),
  };
}

function sent({ url, headers, body }: SentRequest): Sent {
  const found: Sent = { keys: new Set(), times: new Set() };
  const scanner = new Scanner(ALL_IDS);
  const text = (value: string, field: Field): void => {
    // The service may return the whole text, for example a password or a key.
    found.keys.add(value);
    scanner.scan(unwrapped(value)?.text ?? value, field.kind === 'version' ? undefined : field.kind);
    for (const [date] of value.matchAll(DATE)) found.times.add(Date.parse(date));
    for (let index = 0; index < scanner.count; index++) {
      if (scanner.form[index] === 'time') found.times.add(scanner.ms[index] as number);
      else for (const key of spellings(scanner.keyAt(index))) found.keys.add(key);
      if (scanner.form[index] === 'secret')
        for (const print of fingerprintsOf(scanner.keyAt(index))) found.keys.add(print);
    }
  };
  const walk = (value: Json, field: Field, owner: string): void => {
    if (typeof value === 'string') text(value, field);
    else if (typeof value === 'number') {
      if (field.identifies !== undefined)
        found.keys.add(`${singular(field.identifies || owner || 'thing')} ${value}`);
      const time = epochMs(value, 'time', undefined);
      if (time) found.times.add(time.ms);
    } else if (Array.isArray(value)) for (const each of value) walk(each, field, owner);
    else if (value !== null) {
      for (const [name, member] of Object.entries(value)) {
        text(name, NO_FIELD);
        walk(member as Json, fieldOf(name), typeof member === 'object' ? name : owner);
      }
    }
  };
  text(decoded(url), NO_FIELD);
  for (const [name, value] of Object.entries(headers))
    if (!/^x-(auth-token|openstack-request-id)$/i.test(name)) text(value, NO_FIELD);
  if (body && 'json' in body) walk(body.json, NO_FIELD, '');
  else if (body && 'text' in body) {
    const json = parsed(body.text);
    if (json === undefined) text(body.text, NO_FIELD);
    else walk(json, NO_FIELD, '');
  }
  return found;
}

/** A UUID with and without dashes. Services accept both, and may return the other. */
function spellings(key: string): string[] {
  const digits = /^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/.exec(key);
  return digits ? [digits.slice(1).join(''), digits.slice(1).join('-')] : [key];
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

/** Actions that remove something, such as `removeFixedIp` or `remove_router_interface`. */
const REMOVING = /^(?:os-)?(?:remove|delete|detach|force_?delete)/i;

/**
 * The id that a request removes: for DELETE the one that its path ends with. Empty if that is a name, or if an action
 * removes something; undefined if the request removes nothing.
 */
export function removedBy(method: Method | undefined, { url, body }: SentRequest): string[] | undefined {
  const path = (decoded(url).split('?')[0] ?? '').replace(/\/+$/, '');
  if (method === 'DELETE') return deletedBy(path);
  if (method !== 'POST' && method !== 'PUT') return undefined;
  const json = body && 'json' in body ? body.json : null;
  const members = typeof json === 'object' && json !== null ? Object.keys(json) : [];
  const ofBody = method === 'POST' && members.length === 1 ? members : [];
  const actions = [path.slice(path.lastIndexOf('/') + 1), ...ofBody];
  return actions.some((action) => REMOVING.test(action)) ? [] : undefined;
}

function deletedBy(path: string): string[] {
  const scanner = new Scanner(ALL_IDS);
  scanner.scan(path, undefined);
  const last = scanner.count - 1;
  return last >= 0 && scanner.end[last] === path.length ? [scanner.keyAt(last)] : [];
}
