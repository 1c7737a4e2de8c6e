import { ipv4End, ipv6End, isCanonicalIpv6, isInvented, pairsAt } from './addresses.ts';
import { areAll, classOf, HEX } from './characters.ts';
import type { FieldKind } from './field.ts';
import { type Context, type Form, keyOf } from './forms.ts';
import { deviceEnd, isNumbered, reservationEnd, uuidAt } from './ids.ts';
import { numberKeyIn } from './numbers.ts';
import { base64End, isEncrypted, pemEnd, sshKeyStart } from './secrets.ts';
import { basicTimeAt, type FoundTime, httpTimeAt, isoTimeAt } from './time-text.ts';

/** Finds all forms in a text in one pass. The time is linear in the length of any text. */
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
  /** No PEM block that begins here or later has an end. */
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

  /** The key of a found id. */
  keyAt(index: number): string {
    const form = this.form[index] as Form;
    if (form === 'number') return this.key[index] as string;
    return keyOf(form, this.#text.slice(this.start[index], this.end[index]));
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
      if (classOf(code) !== 0) continue;
      const found = this.#atSeparator(run, at, code);
      if (found) {
        at = (this.end[this.count - 1] as number) - 1;
        run = at + 1;
      } else run = at + 1;
    }
  }

  /** Whether a run of letters and digits before a separator has a form, alone or with the text that follows. */
  #atSeparator(run: number, at: number, code: number): boolean {
    const size = at - run;
    if (size >= 32 && this.#long(run, at)) return true;
    if (code === 45) return this.#dash(run, at);
    if (code === 58 && (size === 0 ? this.#ipv6(at, at) : this.#colon(run, at))) return true;
    if (code === 46 && size > 0 && size < 4 && this.#ipv4(run)) return true;
    if (size > 2 && size < 10 && (code === 44 || code === 32) && this.#time(run, httpTimeAt)) return true;
    if (size > 14 && size < 17 && this.#time(run, basicTimeAt)) return true;
    if (size === 11 && this.#addTo('device', run, deviceEnd(this.#text, run, at))) return true;
    return size > 0 && this.#number(run, at);
  }

  #add(form: Form, start: number, end: number): boolean {
    this.form[this.count] = form;
    this.start[this.count] = start;
    this.end[this.count++] = end;
    return true;
  }

  /** @param end -1 if no form was found */
  #addTo(form: Form, start: number, end: number): boolean {
    return end >= 0 && this.#add(form, start, end);
  }

  #long(run: number, at: number): boolean {
    const text = this.#text;
    const size = at - run;
    // Users of a directory have 64 digits. Without a name that says so, these are checksums.
    const isId = this.#kind === 'id' && (size === 32 || size === 56 || size === 64);
    if (isId && areAll(HEX, text, run, at)) return this.#add(size === 56 ? 'host' : 'hex', run, at);
    if (size === 32 && areAll(HEX, text, run, at) && this.#isMetHex(text.slice(run, at)))
      return this.#add('hex', run, at);
    if (isEncrypted(text, run)) return this.#add('secret', run, base64End(text, run));
    for (const id of this.#context.known) {
      const found = size > 32 ? text.slice(run, at).indexOf(id) : -1;
      if (found >= 0) return this.#add('hex', run + found, run + found + id.length);
    }
    return false;
  }

  #isMetHex(id: string): boolean {
    return this.#context.known.has(id) || this.#context.isMet(id);
  }

  #dash(run: number, at: number): boolean {
    const text = this.#text;
    const size = at - run;
    const uuid = size >= 8 ? uuidAt(text, at) : undefined;
    if (uuid) return this.#add(uuid, at - 8, at + 28);
    if (size === 4 && this.#time(run, isoTimeAt)) return true;
    if (size === 11 && this.#addTo('device', run, deviceEnd(text, run, at))) return true;
    if (size > 0 && size < 9 && isNumbered(text, run, at)) return this.#add('instance', run, at + 9);
    if (size === 1 && text.charCodeAt(run) === 114 && text.charCodeAt(run - 1) !== 45)
      return this.#addTo('reservation', run, reservationEnd(text, run, this.#kind));
    if (size === 3 && text.startsWith('ssh-', run)) return this.#sshKey(run);
    if (size === 0 && text.startsWith('-----BEGIN ', at)) return this.#pem(at);
    return size > 0 && this.#number(run, at);
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

  #sshKey(run: number): boolean {
    const start = sshKeyStart(this.#text, run);
    const end = start < 0 ? -1 : base64End(this.#text, start);
    return end - start >= 64 && this.#add('secret', start, end);
  }

  #pem(at: number): boolean {
    if (at >= this.#noEnd) return false;
    const end = pemEnd(this.#text, at);
    if (end < 0) this.#noEnd = at;
    return this.#addTo('secret', at, end);
  }

  #colon(run: number, at: number): boolean {
    const pairs = at - run === 2 ? pairsAt(this.#text, run) : undefined;
    if (pairs) return this.#add(pairs.form, run, pairs.end);
    return at - run <= 4 && this.#ipv6(run, at);
  }

  /** @param at The first colon. */
  #ipv6(run: number, at: number): boolean {
    const end = ipv6End(this.#text, run, at);
    return end >= 0 && this.#add(isCanonicalIpv6(this.#text.slice(run, end)) ? 'ipv6' : 'IPV6', run, end);
  }

  #ipv4(run: number): boolean {
    const end = ipv4End(this.#text, run);
    return end >= 0 && isInvented(this.#text, run, end, this.#kind) && this.#add('ipv4', run, end);
  }

  #number(run: number, at: number): boolean {
    const key = numberKeyIn(this.#text, run, at, this.#kind, this.#context);
    if (key === undefined) return false;
    this.key[this.count] = key;
    return this.#add('number', run, at);
  }
}
