import type { Document, Node, YAMLParseError } from 'yaml';
import { isMap, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import { type ErrorCode, messageOf } from '../errors.ts';
import type { Failure, Json, Place } from '../model.ts';
import { frame } from './frame.ts';

/** More aliases than any honest file has; a "billion laughs" needs far more. */
const MAX_ALIASES = 100;

export type DocPath = readonly (string | number)[];

/** Keys given twice, and the first error of the syntax: those after it are mostly its consequences. */
const independent = (errors: readonly YAMLParseError[]): YAMLParseError[] => {
  const first = errors.find(({ code }) => code !== 'DUPLICATE_KEY');
  return errors.filter((error) => error === first || error.code === 'DUPLICATE_KEY');
};

/** A YAML file with its positions, so that a mistake can be shown where it stands. */
export class YamlFile {
  readonly file: string;
  readonly value: Json;
  /** What kept it from being read; `value` is null then. */
  readonly failures: readonly Failure[];
  readonly #text: string;
  readonly #document: Document;
  readonly #lines = new LineCounter();

  constructor(file: string, text: string, invalid: ErrorCode) {
    this.file = file;
    this.#text = text;
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
    const failures = independent(this.#document.errors).map(({ pos: [start, end], message }) =>
      this.#failureAt(invalid, start, end - start, `This is not YAML: ${message}`),
    );
    if (failures.length === 0) failures.push(...this.#aliasMistakes(invalid));
    let value: Json = null;
    if (failures.length === 0) {
      try {
        value = this.#document.toJS({ maxAliasCount: MAX_ALIASES }) as Json;
      } catch (error) {
        const fix = `At most ${MAX_ALIASES} aliases are expanded; write the values out.`;
        failures.push(this.#failureAt('ALIAS_BOMB', 0, 1, messageOf(error), fix));
      }
    }
    this.value = value;
    this.failures = failures;
  }

  /** The place of the value at `path`, or of its key; of the nearest parent that is there. */
  place(path: DocPath, of: 'key' | 'value' = 'value'): Place {
    return this.#placeAt(this.#range(path, of)[0]);
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

  /** Aliases of nothing, and aliases inside of what they stand for, which would have no end. */
  #aliasMistakes(invalid: ErrorCode): Failure[] {
    const found: Failure[] = [];
    visit(this.#document, {
      Alias: (_, alias, parents) => {
        const [start, end] = alias.range ?? [0, 1];
        const target = alias.resolve(this.#document);
        const around = parents.some((parent) => parent === target);
        if (target && !around) return;
        const message = `The alias *${alias.source} ${around ? 'stands inside of what it stands for' : 'has no anchor'}.`;
        found.push(this.#failureAt(invalid, start, end - start, message));
      },
    });
    return found;
  }

  #range(path: DocPath, of: 'key' | 'value'): readonly [number, number] {
    let node = this.#document.contents as Node | null;
    let range = node?.range;
    for (const [depth, part] of path.entries()) {
      if (isMap(node)) {
        const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(part));
        if (!pair) break;
        const key = pair.key as Node;
        const value = pair.value as Node | null;
        const wantsKey = (of === 'key' && depth === path.length - 1) || !value?.range;
        range = wantsKey ? key.range : value.range;
        node = value;
      } else if (isSeq(node)) {
        const item = node.items[Number(part)] as Node | undefined;
        if (!item) break;
        range = item.range;
        node = item;
      } else break;
    }
    return range ? [range[0], range[1]] : [0, 1];
  }

  #placeAt(offset: number): Place {
    const { line, col } = this.#lines.linePos(offset);
    return { file: this.file, line: Math.max(1, line), column: Math.max(1, col) };
  }

  #failureAt(code: ErrorCode, offset: number, length: number, message: string, fix?: string): Failure {
    const place = this.#placeAt(offset);
    const shown = frame(this.#text, place, Math.max(1, length));
    return { code, message, place, frame: shown, ...(fix === undefined ? {} : { fix }) };
  }
}
