import { ipv4End, ipv6End, ipv6Style, isInvented, namedIpv4End, pairsAt, usualIpv6 } from './addresses.ts';
import { areAll, classOf, HEX } from './characters.ts';
import type { FieldKind } from './field.ts';
import type { Context, Form } from './forms.ts';
import { deviceEnd, isNumbered, reservationEnd, uuidAt } from './ids.ts';
import { numberKeyIn } from './numbers.ts';
import { base64End, isEncrypted, pemAt, sha256End, sshKeyStart, tokenEnd } from './secrets.ts';
import { basicTimeAt, type FoundTime, httpTimeAt, isoTimeAt } from './time-text.ts';

const G = 103;
const DASH = 45;
const COLON = 58;

/** Format of an IPv4 address in a name. */
const NAMED = 1;

/** Letters of the word that a network device's name begins with. */
const DEVICE_WORD = 3;

/** Finds all forms in a text in one pass. The time is linear in the length of any text. */
export class Scanner {
  readonly form: Form[] = [];
  readonly start: number[] = [];
  readonly end: number[] = [];
  /** Of times, milliseconds. */
  readonly ms: number[] = [];
  /** How a value is written, where a form has several ways. */
  readonly format: number[] = [];
  /** Of numbers, `kind number`; of instances, with the word before the number. */
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
    this.ms[0] = time?.ms ?? 0;
    this.#add(form, 0, text.length, time?.format);
  }

  /** Takes a whole text for the number of a thing. */
  wholeNumber(text: string, key: string): void {
    this.key[0] = key;
    this.whole(text, 'number');
  }

  /** Takes a whole text for a name that the deployment makes in its own way. */
  wholeName(text: string): void {
    this.key[0] = text;
    this.whole(text, 'instance');
  }

  /** The key of a found id. */
  keyAt(index: number): string {
    const form = this.form[index] as Form;
    if (form === 'number' || form === 'instance') return this.key[index] as string;
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
    if (size > 5 && this.#text.charCodeAt(run) === G && this.#addTo('secret', run, tokenEnd(this.#text, run)))
      return true;
    if (size >= 32 && this.#long(run, at)) return true;
    if (code === DASH) return this.#dash(run, at);
    if (code === COLON && (size === 0 ? this.#ipv6(at, at) : this.#colon(run, at))) return true;
    if (code === 46 && size > 0 && size < 4 && this.#ipv4(run)) return true;
    if (size > 2 && size < 10 && (code === 44 || code === 32) && this.#time(run, httpTimeAt)) return true;
    if (size > 14 && size < 17 && this.#time(run, basicTimeAt)) return true;
    if (size === 11 && this.#device(run, at)) return true;
    return size > 0 && this.#number(run, at);
  }

  #add(form: Form, start: number, end: number, format = 0): boolean {
    this.form[this.count] = form;
    this.format[this.count] = format;
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
    const isHex = (size === 32 || size === 56 || size === 64) && areAll(HEX, text, run, at);
    if (isHex && (this.#kind === 'id' || this.#isMetHex(text.slice(run, at))))
      return this.#add(size === 56 ? 'host' : 'hex', run, at, size);
    if (isEncrypted(text, run)) return this.#add('secret', run, base64End(text, run));
    for (const id of this.#context.known) {
      const found = size > 32 ? text.slice(run, at).indexOf(id) : -1;
      if (found >= 0) return this.#add('hex', run + found, run + found + id.length, id.length);
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
    if (size === 11 && this.#device(run, at)) return true;
    if (size === 2 && this.#pairs(run, DASH)) return true;
    if (size === 4 && text.startsWith('host', run) && this.#namedIpv4(at + 1)) return true;
    if (size > 0 && size < 9 && isNumbered(text, run, at)) return this.#numbered(run, at);
    if (size === 1 && text.charCodeAt(run) === 114 && text.charCodeAt(run - 1) !== 45)
      return this.#addTo('reservation', run, reservationEnd(text, run, this.#kind));
    if (size === 3 || size === 5) return this.#sshKey(run) || this.#number(run, at);
    if (size === 0 && text.startsWith('-----BEGIN ', at)) return this.#pem(at);
    return size > 0 && this.#number(run, at);
  }

  #time(run: number, timeAt: typeof isoTimeAt): boolean {
    const found = timeAt(this.#text, run);
    if (!found) return false;
    this.ms[this.count] = found.ms;
    return this.#add('time', run, found.end, found.format);
  }

  /** The word before a device's number is not part of it: several devices belong to one port. */
  #device(run: number, at: number): boolean {
    return this.#addTo('device', run + DEVICE_WORD, deviceEnd(this.#text, run, at));
  }

  #numbered(run: number, dash: number): boolean {
    this.key[this.count] = this.#text.slice(run, dash + 9);
    return this.#add('instance', dash + 1, dash + 9);
  }

  #sshKey(run: number): boolean {
    const start = sshKeyStart(this.#text, run);
    const end = start < 0 ? -1 : base64End(this.#text, start);
    return end - start >= 64 && this.#add('secret', start, end, end - start);
  }

  #pem(at: number): boolean {
    if (at >= this.#noEnd) return false;
    const content = pemAt(this.#text, at);
    if (!content) this.#noEnd = at;
    return content !== undefined && this.#add('secret', content.start, content.end);
  }

  #colon(run: number, at: number): boolean {
    if (at - run === 2 && this.#pairs(run, COLON)) return true;
    if (at - run === 6 && this.#text.startsWith('SHA256', run))
      return this.#addTo('fingerprint', at + 1, sha256End(this.#text, at + 1));
    return at - run <= 4 && this.#ipv6(run, at);
  }

  #pairs(run: number, separator: number): boolean {
    const pairs = pairsAt(this.#text, run, separator);
    return pairs !== undefined && this.#add(pairs.form, run, pairs.end, pairs.end - run + separator);
  }

  #namedIpv4(start: number): boolean {
    const end = namedIpv4End(this.#text, start);
    return end >= 0 && this.#add('ipv4', start, end, NAMED);
  }

  /** @param at The first colon. */
  #ipv6(run: number, at: number): boolean {
    const end = ipv6End(this.#text, run, at);
    if (end < 0) return false;
    const style = ipv6Style(this.#text.slice(run, end));
    return this.#add(style === 0 ? 'ipv6' : 'IPV6', run, end, style);
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

const CAPITALS: ReadonlySet<Form> = new Set<Form>(['UUID', 'FINGERPRINT']);

/** The key of an id in its usual spelling. How it is written is noted beside it. */
function keyOf(form: Form, written: string): string {
  if (form === 'IPV6') return usualIpv6(written);
  if (form === 'mac' || form === 'MAC') return written.toLowerCase().replaceAll('-', ':');
  if (form === 'ipv4') return written.replaceAll('-', '.');
  return CAPITALS.has(form) ? written.toLowerCase() : written;
}
