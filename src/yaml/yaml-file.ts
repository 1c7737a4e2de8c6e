import type { Document, Node, Pair } from 'yaml';
import { isMap, isScalar, isSeq, parseDocument, type YAMLMap } from 'yaml';
import { type ErrorCode, messageOf } from '../errors.ts';
import type { Failure, Json, Place } from '../model.ts';
import { decode } from './decode.ts';
import { quoted } from './quoted.ts';
import { secretParts } from './secret-parts.ts';
import { type Range, SourceText } from './source-text.ts';
import { toJson } from './to-json.ts';

export type DocPath = readonly (string | number)[];

/** Maximum number of mistakes of a file to show. More are only counted. */
export const MOST_MISTAKES = 50;

/** A YAML file with positions, so that mistakes can be shown in context. */
export class YamlFile {
  readonly file: string;
  readonly value: Json;
  /** Why it could not be read; `value` is then null. */
  readonly failures: readonly Failure[];
  readonly #document: Document | undefined;
  readonly #source: SourceText;
  readonly #pairs = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

  /** @param content UTF-8 bytes, or text */
  constructor(file: string, content: string | Uint8Array, invalid: ErrorCode) {
    this.file = file;
    const { text, mistake } = decode(content);
    const parsed = mistake ?? parse(text);
    this.#document = 'errors' in parsed ? parsed : undefined;
    this.#source = new SourceText(file, text, () => secretParts(text, this.#document));
    const failures: Failure[] = [];
    const note = ([start, end]: Range, message: string, fix?: string, code = invalid): void => {
      if (failures.length < MOST_MISTAKES)
        failures.push(this.#failureAt(code, start, end - start, message, fix));
    };
    let value: Json = null;
    if ('errors' in parsed) {
      // Later syntax errors, and the data after the first one, are usually its consequences.
      const [error] = parsed.errors;
      const sound = error?.pos[0] ?? text.length;
      value = toJson(parsed, (node, ...what) => rangeOf(node)[0] <= sound && note(rangeOf(node), ...what));
      if (error) note(error.pos, `This is not YAML: ${quoted(error.message)}`);
    } else note([parsed.offset, parsed.offset + 1], parsed.message, parsed.fix);
    this.value = failures.length > 0 ? null : value;
    this.failures = failures;
  }

  /** The place of the value at `path`, or of its key; otherwise of the nearest existing parent. */
  place(path: DocPath, of: 'key' | 'value' = 'value'): Place {
    return this.#source.place(this.#range(path, of)[0]);
  }

  failure(
    code: ErrorCode,
    path: DocPath,
    message: string,
    fix?: string,
    of: 'key' | 'value' = 'value',
  ): Failure {
    const [start, end] = this.#range(path, of);
    return this.#failureAt(code, start, end - start, message, fix);
  }

  #range(path: DocPath, of: 'key' | 'value'): Range {
    let node = this.#document?.contents as Node | null | undefined;
    let range = rangeOf(node);
    for (const [depth, part] of path.entries()) {
      if (isMap(node)) {
        const pair = this.#pair(node, String(part));
        if (!pair) break;
        const value = pair.value as Node | null;
        const wantsKey = (of === 'key' && depth === path.length - 1) || !value?.range;
        range = rangeOf(wantsKey ? (pair.key as Node) : value);
        node = value;
      } else if (isSeq(node)) {
        const item = node.items[Number(part)] as Node | undefined;
        if (!item) break;
        range = rangeOf(item);
        node = item;
      } else break;
    }
    return range;
  }

  #pair(map: YAMLMap, key: string): Pair | undefined {
    const known =
      this.#pairs.get(map) ??
      new Map(map.items.flatMap((pair) => (isScalar(pair.key) ? [[keyOf(pair.key), pair] as const] : [])));
    this.#pairs.set(map, known);
    return known.get(key);
  }

  #failureAt(code: ErrorCode, offset: number, length: number, message: string, fix?: string): Failure {
    return {
      code,
      message: this.#source.withoutSecrets(message),
      place: this.#source.place(offset),
      frame: this.#source.frame(offset, Math.max(1, length)),
      fix: fix && this.#source.withoutSecrets(fix),
    };
  }
}

/** A key as written, not converted to a number or boolean. */
export const keyOf = (key: { readonly source?: string; readonly value: unknown }): string =>
  key.source ?? String(key.value ?? '');

/** Parses a document. Returns the reason if the recursive parser gives up. */
function parse(text: string): Document | { offset: number; message: string; fix: string } {
  try {
    // Duplicate keys are checked elsewhere, because the parser's check is quadratic.
    const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false });
    const { version } = document.directives?.yaml ?? { version: '1.2' };
    if (version === '1.2') return document;
    return {
      offset: 0,
      message: `This file declares YAML ${version}.`,
      fix: 'Use YAML 1.2: remove the %YAML line.',
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return {
      offset: 0,
      message: `This file cannot be read: ${messageOf(error)}.`,
      fix: 'Reduce its nesting.',
    };
  }
}

function rangeOf(node: Node | null | undefined): Range {
  const [start, end] = node?.range ?? [0, 1];
  return [start, end];
}
