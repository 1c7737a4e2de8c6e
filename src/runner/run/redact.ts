import type { Json } from '../../model.ts';

const HIDDEN = '[redacted]';
const SECRET_NAME =
  /pass(word|wd|phrase)?$|secret|token$|admin_?pass|private_?key|(api|access)_?key|credential|^authorization$|^(set-)?cookie$/i;

/** Values that must not be written anywhere, learnt while a run goes: tokens, passwords, captured ones too. */
export class Secrets {
  #values: readonly string[] = [];
  #pattern: RegExp | undefined;

  add(value: string): void {
    // Shorter ones would blank out innocent text.
    if (value.length < 6 || this.#values.includes(value)) return;
    // The longest first: one may begin another.
    this.#values = [...this.#values, value].sort((a, b) => b.length - a.length);
    this.#pattern = new RegExp(this.#values.map(literally).join('|'), 'g');
  }

  /** Adds a captured value whose variable or path names a secret. */
  addNamed(name: string, value: Json): void {
    if (typeof value === 'string' && SECRET_NAME.test(name)) this.add(value);
  }

  /** A copy of JSON-safe data without its secrets: by the name of the field, or by value anywhere in a string. */
  redact<T>(data: T): T {
    return this.#walk(data) as T;
  }

  #walk(value: unknown): unknown {
    if (typeof value === 'string') {
      return this.#pattern ? value.replace(this.#pattern, HIDDEN) : value;
    }
    if (Array.isArray(value)) return value.map((item) => this.#walk(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => [
        this.#walk(key),
        SECRET_NAME.test(key) && (typeof child === 'string' || typeof child === 'number')
          ? HIDDEN
          : this.#walk(child),
      ]),
    );
  }
}

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
