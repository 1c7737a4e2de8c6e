import { isCanonicalIpv6, isInvented, isIpv6 } from './addresses.ts';
import type { FieldKind } from './field.ts';
import { singular } from './field.ts';
import { basicTimeAt, type FoundTime, httpTimeAt, isoTimeAt } from './time-text.ts';

/** What a deployment invents by itself, found by its form. Forms in capitals are others: clients compare as text. */
export const FORMS = [
  'text',
  'uuid',
  'UUID',
  'hex',
  'host',
  'fingerprint',
  'FINGERPRINT',
  'mac',
  'MAC',
  'ipv4',
  'ipv6',
  'IPV6',
  'reservation',
  'instance',
  'device',
  'row',
  'number',
  'secret',
  'time',
] as const;
export type Form = (typeof FORMS)[number];

export const FORM_NUMBER = Object.fromEntries(FORMS.map((form, index) => [form, index])) as Readonly<
  Record<Form, number>
>;

/** What of a scenario the forms of a text depend on. */
export interface Context {
  /** Ids without dashes that are known beforehand, and may stand within words. */
  readonly known: ReadonlySet<string>;
  /** Whether an id was met; an integer by the kind of its thing, `kind number`. */
  readonly isMet: (key: string) => boolean;
  readonly hasNumbers: boolean;
}

const DIGIT = 1;
const HEX = 2;
const LETTER = 4;
const CAPITAL_HEX = 8;
const CLASS = new Uint8Array(128);
for (let code = 48; code < 58; code++) CLASS[code] = DIGIT | HEX | CAPITAL_HEX;
for (let code = 65; code < 91; code++) CLASS[code] = LETTER | (code < 71 ? CAPITAL_HEX : 0);
for (let code = 97; code < 123; code++) CLASS[code] = LETTER | (code < 103 ? HEX : 0);
const classAt = (text: string, at: number): number => {
  const code = text.charCodeAt(at);
  return code < 128 ? (CLASS[code] as number) : 0;
};

const CAPITALS: ReadonlySet<Form> = new Set<Form>(['UUID', 'FINGERPRINT', 'MAC', 'IPV6']);

const NUMBERED = /^(instance|i|ami|aki|ari|vol|snap)$/;

/** What can come right before the number of a thing: a blank, a quote, # / : or =. */
const BEFORE_NUMBER: ReadonlySet<number> = new Set([32, 34, 35, 39, 47, 58, 61]);

/** What comes before the number of a thing, and its kind: `aggregate 5`, `agent_id: 5`, `migration with id '5'`. */
const OF_NUMBER = /([A-Za-z]+)(?:(?: with)?[ _](?:id|ID))?[:=#/]? ?['"]?$/;

/** Finds what has one of the forms in a text, in one pass: linear in its length, whatever it holds. */
export class Scanner {
  readonly form: Form[] = [];
  readonly start: number[] = [];
  readonly end: number[] = [];
  /** Of times, milliseconds. */
  readonly ms: number[] = [];
  /** Of times, a number for how they are written. */
  readonly format: number[] = [];
  /** Of numbers, `kind number`. */
  readonly key: string[] = [];
  count = 0;
  #text = '';
  #kind: FieldKind | undefined;
  #context: Context;
  /** No key that began before this place ends. */
  #noEnd = Number.POSITIVE_INFINITY;

  constructor(context: Context) {
    this.#context = context;
  }

  /** Takes a whole text for one of the forms. */
  whole(text: string, form: Form, time?: FoundTime): void {
    this.count = 0;
    this.#text = text;
    if (time) this.#keepTime(time);
    this.#add(form, 0, text.length);
  }

  /** Takes a whole text for the number of a thing. */
  wholeNumber(text: string, key: string): void {
    this.key[0] = key;
    this.whole(text, 'number');
  }

  /** What an id that was found is known by: in lower case, since its form says how it is written. */
  keyAt(index: number): string {
    const form = this.form[index];
    if (form === 'number') return this.key[index] as string;
    const part = this.#text.slice(this.start[index], this.end[index]);
    return CAPITALS.has(form as Form) ? part.toLowerCase() : part;
  }

  scan(text: string, kind: FieldKind | undefined): void {
    this.count = 0;
    this.#text = text;
    this.#kind = kind;
    this.#noEnd = Number.POSITIVE_INFINITY;
    const length = text.length;
    let run = 0;
    for (let at = 0; at <= length; at++) {
      const code = at < length ? text.charCodeAt(at) : 0;
      if (code < 128 ? CLASS[code] !== 0 : false) continue;
      const found = this.#atSeparator(run, at, code);
      if (found) {
        at = (this.end[this.count - 1] as number) - 1;
        run = at + 1;
      } else run = at + 1;
    }
  }

  /** A run of letters and digits ends at a separator: what of it, with what follows, is a form. */
  #atSeparator(run: number, at: number, code: number): boolean {
    const size = at - run;
    if (size >= 32 && this.#long(run, at)) return true;
    if (code === 45) return this.#dash(run, at);
    if (code === 58 && (size === 0 ? this.#ipv6(at, at) : this.#colon(run, at))) return true;
    if (code === 46 && size > 0 && size < 4 && this.#dot(run, at)) return true;
    if (size > 2 && size < 10 && (code === 44 || code === 32) && this.#time(run, httpTimeAt)) return true;
    if (size > 14 && size < 17 && this.#time(run, basicTimeAt)) return true;
    if (size === 11 && this.#device(run, at)) return true;
    return size > 0 && this.#number(run, at);
  }

  #add(form: Form, start: number, end: number): boolean {
    this.form[this.count] = form;
    this.start[this.count] = start;
    this.end[this.count++] = end;
    return true;
  }

  /** Whether all of a part of the text is of a class. */
  #is(mask: number, from: number, to: number): boolean {
    if (to > this.#text.length) return false;
    for (let at = from; at < to; at++) if ((classAt(this.#text, at) & mask) === 0) return false;
    return true;
  }

  #long(run: number, at: number): boolean {
    const text = this.#text;
    const size = at - run;
    // Users of a directory have 64 digits. Without a name that says so, these are checksums.
    const isId = this.#kind === 'id' && (size === 32 || size === 56 || size === 64);
    if (isId && this.#is(HEX, run, at)) return this.#add(size === 56 ? 'host' : 'hex', run, at);
    if (size === 32 && this.#isMetHex(text.slice(run, at))) return this.#add('hex', run, at);
    if (
      text.startsWith('MII', run) &&
      /^MII[A-Za-z0-9+/]{3}IBAzCC[A-Za-z0-9+/]{3}GCSqGSIb3DQEHAaCC/.test(text.slice(run, run + 64))
    )
      return this.#add('secret', run, this.#base64End(run));
    for (const id of this.#context.known) {
      const found = size > 32 ? text.slice(run, at).indexOf(id) : -1;
      if (found >= 0) return this.#add('hex', run + found, run + found + id.length);
    }
    return false;
  }

  #isMetHex(id: string): boolean {
    return this.#context.known.has(id) || (/^[0-9a-f]+$/.test(id) && this.#context.isMet(id));
  }

  #base64End(from: number): number {
    const text = this.#text;
    let end = from;
    while (classAt(text, end) !== 0 || text.charCodeAt(end) === 43 || text.charCodeAt(end) === 47) end++;
    while (text.charCodeAt(end) === 61 && end < text.length) end++;
    return end;
  }

  #dash(run: number, at: number): boolean {
    const text = this.#text;
    const size = at - run;
    if (
      size >= 8 &&
      text.charCodeAt(at + 5) === 45 &&
      text.charCodeAt(at + 10) === 45 &&
      text.charCodeAt(at + 15) === 45
    ) {
      if (this.#isUuid(HEX, at)) return this.#add('uuid', at - 8, at + 28);
      if (this.#isUuid(HEX | CAPITAL_HEX, at)) return this.#add('UUID', at - 8, at + 28);
    }
    if (size === 4 && this.#time(run, isoTimeAt)) return true;
    if (size === 11 && this.#device(run, at)) return true;
    if (size > 0 && size < 9 && this.#isNumbered(run, at)) return this.#add('instance', run, at + 9);
    if (size === 1 && text.charCodeAt(run) === 114 && text.charCodeAt(run - 1) !== 45)
      return this.#reservation(run);
    if (size === 3 && text.startsWith('ssh-', run)) return this.#sshKey(run);
    if (size === 0 && text.startsWith('-----BEGIN ', at)) return this.#pem(at);
    return size > 0 && this.#number(run, at);
  }

  /** A number that the deployment counts: of an instance, or of what EC2's API shows. */
  #isNumbered(run: number, at: number): boolean {
    const text = this.#text;
    return (
      this.#is(HEX, at + 1, at + 9) &&
      classAt(text, at + 9) === 0 &&
      text.charCodeAt(at + 9) !== 45 &&
      text.charCodeAt(run - 1) !== 45 &&
      NUMBERED.test(text.slice(run, at))
    );
  }

  #isUuid(mask: number, at: number): boolean {
    return (
      this.#is(mask, at - 8, at) &&
      this.#is(mask, at + 1, at + 5) &&
      this.#is(mask, at + 6, at + 10) &&
      this.#is(mask, at + 11, at + 15) &&
      this.#is(mask, at + 16, at + 28)
    );
  }

  #time(run: number, timeAt: typeof isoTimeAt): boolean {
    const found = timeAt(this.#text, run);
    if (!found) return false;
    this.#keepTime(found);
    return this.#add('time', run, found.end);
  }

  #keepTime({ ms, format }: FoundTime): void {
    this.ms[this.count] = ms;
    this.format[this.count] = format;
  }

  /** A word can look like one: the name says that it is, or the word before it. */
  #reservation(run: number): boolean {
    const end = run + 10;
    const rest = this.#text.slice(run + 2, end);
    if (!/^[0-9a-z]{8}$/.test(rest) || classAt(this.#text, end) !== 0 || this.#text.charCodeAt(end) === 45)
      return false;
    const isSaid = this.#kind === 'id' || /reserv/i.test(this.#text.slice(Math.max(0, run - 24), run));
    return isSaid && this.#add('reservation', run, end);
  }

  /** A network device, named after the first digits of its port's id. */
  #device(run: number, at: number): boolean {
    if (
      !/^(tap|nic|qvo|qvb|qbr|brq|vhu)$/.test(this.#text.slice(run, run + 3)) ||
      !this.#is(HEX, run + 3, at)
    )
      return false;
    const more =
      this.#text.charCodeAt(at) === 45 && this.#is(HEX, at + 1, at + 3) && classAt(this.#text, at + 3) === 0;
    return this.#add('device', run, more ? at + 3 : at);
  }

  #sshKey(run: number): boolean {
    const start = this.#text.indexOf(' ', run) + 1;
    if (start === 0 || start - run > 40) return false;
    const end = this.#base64End(start);
    return end - start >= 64 && this.#add('secret', start, end);
  }

  #pem(at: number): boolean {
    if (at >= this.#noEnd) return false;
    const stop = this.#text.indexOf('-----END ', at);
    const end = stop < 0 ? -1 : this.#text.indexOf('-----', stop + 9);
    if (end < 0) this.#noEnd = at;
    return end >= 0 && this.#add('secret', at, end + 5);
  }

  #colon(run: number, at: number): boolean {
    const text = this.#text;
    if (at - run === 2) {
      for (const [mask, small, large] of [
        [HEX, 'mac', 'fingerprint'],
        [CAPITAL_HEX, 'MAC', 'FINGERPRINT'],
      ] as const) {
        let [pairs, end] = [0, run];
        while (this.#is(mask, end, end + 2) && pairs < 33) {
          pairs++;
          end += 2;
          if (text.charCodeAt(end) !== 58) break;
          end++;
        }
        if (classAt(text, end) !== 0 || text.charCodeAt(end - 1) === 58 || text.charCodeAt(run - 1) === 58)
          continue;
        if (pairs === 6) return this.#add(small, run, end);
        if (pairs === 16 || pairs === 20 || pairs === 32) return this.#add(large, run, end);
      }
    }
    return at - run <= 4 && this.#ipv6(run, at);
  }

  /** @param at The first colon. */
  #ipv6(run: number, at: number): boolean {
    const text = this.#text;
    if (run === at && (text.charCodeAt(at + 1) !== 58 || text.charCodeAt(at - 1) === 58)) return false;
    let end = run;
    while (
      end - run < 46 &&
      (this.#is(HEX | CAPITAL_HEX, end, end + 1) ||
        text.charCodeAt(end) === 58 ||
        (text.charCodeAt(end) === 46 && end < text.length))
    )
      end++;
    if (classAt(text, end) !== 0) return false;
    while (
      end > at &&
      (text.charCodeAt(end - 1) === 46 ||
        (text.charCodeAt(end - 1) === 58 && text.charCodeAt(end - 2) !== 58))
    )
      end--;
    const address = text.slice(run, end);
    if (end - run <= 3 || !isIpv6(address)) return false;
    return this.#add(isCanonicalIpv6(address) ? 'ipv6' : 'IPV6', run, end);
  }

  #dot(run: number, at: number): boolean {
    const text = this.#text;
    if (text.charCodeAt(run - 1) === 46) return false;
    let end = run;
    for (let part = 0; part < 4; part++) {
      let value = 0;
      const from = end;
      while (classAt(text, end) & DIGIT && end - from < 4) value = value * 10 + text.charCodeAt(end++) - 48;
      if (end === from || value > 255 || end - from > 3) return false;
      if (text.charCodeAt(from) === 48 && end - from > 1) return false;
      if (part < 3 && text.charCodeAt(end++) !== 46) return false;
    }
    const next = classAt(text, end);
    if (next !== 0 || (text.charCodeAt(end) === 46 && classAt(text, end + 1) & DIGIT)) return false;
    return at > run && isInvented(text, run, end, this.#kind) && this.#add('ipv4', run, end);
  }

  /** A number in a text is an id where the word before it says of what, and such a thing was met. */
  #number(run: number, at: number): boolean {
    if (at - run > 12 || !(classAt(this.#text, run) & DIGIT) || !this.#is(DIGIT, run, at)) return false;
    const before = this.#text.charCodeAt(run - 1);
    const key = this.#row(run, at, before) ?? this.#named(run, at, before);
    if (key === undefined) return false;
    this.key[this.count] = key;
    return this.#add('number', run, at);
  }

  /** The number of a row, as an error message may show it: `'id': 7`. */
  #row(run: number, at: number, before: number): string | undefined {
    if (before !== 32 && before !== 58) return undefined;
    const isRow = /['"]id['"]: ?$/.test(this.#text.slice(Math.max(0, run - 8), run));
    return isRow ? `row ${this.#text.slice(run, at)}` : undefined;
  }

  #named(run: number, at: number, before: number): string | undefined {
    if (!this.#context.hasNumbers || this.#kind === 'name' || this.#kind === 'version') return undefined;
    if (!BEFORE_NUMBER.has(before)) return undefined;
    const word = OF_NUMBER.exec(this.#text.slice(Math.max(0, run - 40), run))?.[1];
    const key = word && `${singular(word)} ${this.#text.slice(run, at)}`;
    return key && this.#context.isMet(key) ? key : undefined;
  }
}
