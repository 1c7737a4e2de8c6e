import type { Json } from '../../model.ts';
import { isSecretName } from './secret-names.ts';
import { HIDDEN, withoutNamed } from './secrets-in-text.ts';
import { spellings } from './spellings.ts';

/** Characters that a value has at least: shorter ones would blank out innocent text. */
const SHORTEST = 6;

/** Characters and number of values that are sought in every text: what is more is hidden by its name alone. */
const LONGEST = 8192;
const MOST = 1000;

/** Values that must not be written anywhere, learnt while a run goes: tokens, passwords, captured ones too. */
export class Secrets {
  readonly #values = new Set<string>();
  readonly #open: string;
  #pattern: RegExp | undefined;

  /** @param open text that everybody may read, such as paths: what stands there is no secret, be it somebody's password */
  constructor(open = '') {
    this.#open = open;
  }

  add(value: string): void {
    if (value.length < SHORTEST || value.length > LONGEST || this.#values.size >= MOST) return;
    if (this.#values.has(value) || this.#open.includes(value)) return;
    this.#values.add(value);
    this.#pattern = undefined;
  }

  /** Adds a captured value whose variable or path names a secret. */
  addNamed(name: string, value: Json): void {
    if (isSecretName(name)) this.#addAll(value);
  }

  /** Learns what stands under the name of a secret anywhere in JSON-safe data. */
  learn(data: unknown): void {
    if (typeof data === 'string') withoutNamed(data, this.#learn);
    if (typeof data !== 'object' || data === null) return;
    for (const [key, child] of Object.entries(data)) {
      if (isSecretName(key)) this.#learnAll(child);
      else this.learn(child);
    }
  }

  /** JSON-safe data without its secrets: by the name of the field, or by value anywhere; itself where there are none. */
  redact<T>(data: T): T {
    return this.#walk(data) as T;
  }

  text(text: string): string {
    const named = withoutNamed(text, this.#learn);
    if (this.#values.size === 0) return named;
    // The longest first: one may begin another.
    this.#pattern ??= new RegExp(
      [...this.#values]
        .sort((a, b) => b.length - a.length)
        .map(spellings)
        .join('|'),
      'g',
    );
    return named.replace(this.#pattern, HIDDEN);
  }

  /** Everything that stands in some data, hidden whatever it is; its shape stays. */
  hide(data: unknown): unknown {
    if (typeof data === 'string' || typeof data === 'number') return HIDDEN;
    if (Array.isArray(data)) return data.map((each) => this.hide(each));
    if (typeof data !== 'object' || data === null) return data;
    return Object.fromEntries(Object.entries(data).map(([key, child]) => [key, this.hide(child)]));
  }

  #walk(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (typeof value !== 'object' || value === null) return value;
    let same = true;
    const kept = <T>(before: T, after: T): T => {
      if (before !== after) same = false;
      return after;
    };
    const copy = Array.isArray(value)
      ? value.map((item) => kept(item, this.#walk(item)))
      : Object.fromEntries(
          Object.entries(value).map(([key, child]) => [
            kept(key, this.text(key)),
            kept(child, isSecretName(key) ? this.hide(child) : this.#walk(child)),
          ]),
        );
    return same ? value : copy;
  }

  /** What is found by its name alone may be a word such as `required`: that one hides nothing elsewhere. */
  readonly #learn = (value: string): void => {
    if (value.length >= 12 || /[^a-z]/i.test(value)) this.add(value);
    if (/%[\da-f]{2}/i.test(value)) {
      const decoded = decodedUri(value);
      if (decoded !== undefined) this.add(decoded);
    }
    // `sid=VALUE; path=/`, `Bearer VALUE`
    if (/[=\s;,]/.test(value) && value.length < 4096)
      for (const part of value.split(/[=\s;,]+/)) if (part.length >= 8 && /\d/.test(part)) this.add(part);
  };

  #learnAll(value: unknown): void {
    if (typeof value === 'string') this.#learn(value);
    if (typeof value !== 'object' || value === null) return;
    for (const [key, child] of Object.entries(value)) {
      if (typeof child === 'string' && (Array.isArray(value) || VALUE.test(key))) this.#learn(child);
    }
  }

  #addAll(value: unknown): void {
    if (typeof value === 'string') this.add(value);
    if (typeof value !== 'object' || value === null) return;
    for (const child of Object.values(value)) this.#addAll(child);
  }
}

/** Where the secret is of a thing that is named like one: `token: { id: …, project: … }`. */
const VALUE = /^(id|value|token|key|secret|data|content)$/;

function decodedUri(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
