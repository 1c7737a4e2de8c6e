import type { Field, FieldKind } from '../text/field.ts';

/** A text with one UUID in it: the UUID alone, or between slashes. */
export interface Link {
  readonly kind: FieldKind | undefined;
  readonly before: string;
  readonly after: string;
  readonly length: number;
  /** The hash of everything but the UUID. */
  readonly one: number;
  readonly other: number;
}

/**
 * The last link of each field. Things repeat their own id in links, which are then recognized by comparing texts, many
 * times faster than by searching them for all forms.
 */
export class Links {
  readonly #byField = new Map<Field, Link>();

  /** The field's last link, if `text` is the same with the UUID `id`. */
  find(text: string, field: Field, kind: FieldKind | undefined, id: string): Link | undefined {
    const link = this.#byField.get(field);
    return link !== undefined &&
      id !== '' &&
      text.length === link.length &&
      kind === link.kind &&
      text.startsWith(id, link.before.length) &&
      text.startsWith(link.before) &&
      text.endsWith(link.after)
      ? link
      : undefined;
  }

  /** Keeps a text whose only value is a UUID from `start` to `end`, unless what is beside the UUID could change what it is. */
  keep(
    text: string,
    field: Field,
    kind: FieldKind | undefined,
    start: number,
    end: number,
    one: number,
    other: number,
  ): void {
    const isFree = (at: number): boolean => at < 0 || at === text.length || text[at] === '/';
    if (!isFree(start - 1) || !isFree(end)) return;
    const before = text.slice(0, start);
    const after = text.slice(end);
    const last = this.#byField.get(field);
    if (last?.before === before && last.after === after && last.kind === kind) return;
    this.#byField.set(field, { kind, before, after, length: text.length, one, other });
  }
}
