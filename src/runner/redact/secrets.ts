import { HIDDEN, isSecretName } from '../../assertions/secret-names.ts';
import { isExact, type Json, PackedJson } from '../../model.ts';
import { decodedUri, isSecretPair, passwordInBasic, VALUE, VALUE_AS_KEY } from './places.ts';
import { withoutRests } from './rests.ts';
import { search } from './search.ts';
import { mayNameSecrets, withoutNamed } from './secrets-in-text.ts';
import { plainSpellings } from './spellings.ts';

/** Minimum length of a secret. Shorter values would hide harmless text. */
const SHORTEST = 6;

/** Maximum length and number of values to search for. Others are hidden only where their name shows them. */
const LONGEST = 100_000;
const MOST = 1000;

/** Maximum length and number of texts whose results are kept. Short ones recur in every answer. */
const LONGEST_KEPT = 256;
const MOST_KEPT = 20_000;

/** Secrets learnt during a run, such as tokens and captured passwords. They must not be written anywhere. */
export class Secrets {
  readonly #values = new Set<string>();
  readonly #open: string;
  readonly #shared: readonly Secrets[];
  #taken = 0;
  #search: ((text: string) => string) | undefined;
  #spellings: readonly string[] | undefined;
  /** Whether a value may be a number in JSON. */
  #hasNumbers = false;
  /** Texts without the values that a name shows to be secret, by the text. These values were learnt. */
  readonly #named = new Map<string, string>();
  /** Texts without any secret, by the text. */
  readonly #hidden = new Map<string, string>();

  /**
   * @param open public text such as paths. A value that occurs in it is not treated as a secret.
   * @param shared others whose values are secrets here, too, also those that they learn later
   */
  constructor(open = '', shared: readonly Secrets[] = []) {
    this.#open = open;
    this.#shared = shared;
  }

  add(value: string): void {
    if (value.length < SHORTEST || value.length > LONGEST || this.#values.size >= MOST) return;
    if (this.#values.has(value) || this.#open.includes(value)) return;
    this.#values.add(value);
    this.#search = undefined;
    this.#spellings = undefined;
    this.#hidden.clear();
  }

  /** Takes what the shared ones have learnt since. */
  #takeShared(): void {
    const size = this.#shared.reduce((sum, each) => sum + each.#values.size, 0);
    if (size === this.#taken) return;
    this.#taken = size;
    for (const each of this.#shared) for (const value of each.#values) this.add(value);
  }

  /** Adds the value of a variable that, or whose path, names a secret. */
  addNamed(name: string, value: Json): void {
    if (isSecretName(name)) this.#addAll(value);
  }

  /** Learns all values that appear under a secret's name in JSON data. */
  learn(data: unknown): void {
    if (typeof data === 'string') this.#withoutNamed(data);
    if (typeof data !== 'object' || data === null) return;
    if (data instanceof PackedJson) {
      if (mayNameSecrets(data.text)) this.learn(data.value);
      return;
    }
    const isPair = isSecretPair(data);
    for (const key of Object.keys(data)) {
      const child = (data as Readonly<Record<string, unknown>>)[key];
      if (isSecretName(key) || (isPair && key === 'value')) this.#learnAll(child);
      else this.learn(child);
    }
  }

  /** Returns JSON data without secrets, found by field name or by value. Returns the same object if there are none. */
  redact<T>(data: T): T {
    return this.#walk(data) as T;
  }

  /** Whether JSON text may contain a secret. Much faster than to redact its values, and mostly false for a large list. */
  mayBeIn(json: string): boolean {
    return mayNameSecrets(json) || this.#withoutValues(json) !== json;
  }

  /** A text without secrets. */
  text(text: string): string {
    this.#takeShared();
    const known = this.#hidden.get(text);
    if (known !== undefined) return known;
    const hidden = this.#withoutValues(this.#withoutNamed(text));
    keep(this.#hidden, text, hidden);
    return hidden;
  }

  /**
   * A text that was cut at each ellipsis, without secrets: also without what a cut left of one.
   * @param isCutAtEnd whether it may also be cut at its end, without an ellipsis
   */
  cutText(text: string, isCutAtEnd = false): string {
    const whole = this.text(text);
    this.#spellings ??= [...this.#values].flatMap(plainSpellings);
    return withoutRests(whole, this.#spellings, isCutAtEnd);
  }

  #withoutNamed(text: string): string {
    const known = this.#named.get(text);
    if (known !== undefined) return known;
    const named = withoutNamed(text, this.#learn);
    keep(this.#named, text, named);
    return named;
  }

  #withoutValues(named: string): string {
    this.#takeShared();
    if (this.#values.size === 0) return named;
    this.#search ??= search(this.#values);
    return this.#search(named);
  }

  /** Hides every string and number. Keeps the structure. */
  hide(data: unknown): unknown {
    if (typeof data === 'string' || typeof data === 'number' || isExact(data)) return HIDDEN;
    if (Array.isArray(data)) return data.map((each) => this.hide(each));
    if (typeof data !== 'object' || data === null) return data;
    return Object.fromEntries(Object.entries(data).map(([key, child]) => [this.text(key), this.hide(child)]));
  }

  #isSecretNumber(value: unknown): boolean {
    return (
      this.#hasNumbers && (this.#values.has(String(value)) || this.#values.has(String(Number(String(value)))))
    );
  }

  #walk(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'number' || isExact(value)) return this.#isSecretNumber(value) ? HIDDEN : value;
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) {
      const items = value.map((item) => this.#walk(item));
      return items.every((item, index) => item === value[index]) ? value : items;
    }
    // Most objects contain no secret, so they are copied only if one does.
    const members = value as Readonly<Record<string, unknown>>;
    const isPair = isSecretPair(members);
    let changed: Map<string, unknown> | undefined;
    for (const key of Object.keys(members)) {
      const child = members[key];
      const after = isSecretName(key) || (isPair && key === 'value') ? this.hide(child) : this.#walk(child);
      if (after !== child || this.text(key) !== key) changed = (changed ?? new Map()).set(key, after);
    }
    if (!changed) return value;
    return Object.fromEntries(
      Object.entries(members).map(([key, child]) =>
        changed.has(key) ? [this.text(key), changed.get(key)] : [key, child],
      ),
    );
  }

  /** A value found only by its name may be a word such as `required`. Such a word is not hidden elsewhere. */
  readonly #learn = (value: string): void => {
    if (value.length >= 12 || /[^a-z]/i.test(value)) this.add(value);
    if (/%[\da-f]{2}/i.test(value)) {
      const decoded = decodedUri(value);
      if (decoded !== undefined) this.add(decoded);
    }
    const password = passwordInBasic(value);
    if (password !== undefined) this.add(password);
    // `sid=VALUE; path=/`, `Bearer VALUE`
    if (/[=\s;,]/.test(value) && value.length < 4096)
      for (const part of value.split(/[=\s;,]+/)) if (part.length >= 8 && /\d/.test(part)) this.add(part);
  };

  #learnAll(value: unknown): void {
    if (typeof value === 'string') this.#learn(value);
    if (typeof value !== 'object' || value === null) return;
    for (const [key, child] of Object.entries(value)) {
      if (typeof child === 'string' && (Array.isArray(value) || VALUE.test(key))) this.#learn(child);
      if (VALUE_AS_KEY.test(key)) this.#learn(key);
    }
  }

  #addAll(value: unknown): void {
    if (typeof value === 'string') this.add(value);
    if (typeof value === 'number' || isExact(value)) {
      this.#hasNumbers = true;
      this.add(String(value));
    }
    if (typeof value !== 'object' || value === null) return;
    for (const child of Object.values(value)) this.#addAll(child);
  }
}

function keep(kept: Map<string, string>, text: string, result: string): void {
  if (text.length <= LONGEST_KEPT && kept.size < MOST_KEPT) kept.set(text, result);
}
