import type { Alias, Document, Node, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { ErrorCode } from '../errors.ts';
import type { Json, NumberTexts } from '../model.ts';
import { numberMistake, ownText } from './numbers.ts';
import { quoted } from './quoted.ts';

/** Maximum depth, because other code recurses over the data. */
const DEEPEST = 100;

/** Maximum number of values that aliases may expand to, relative to the written ones. */
const most = (written: number): number => 1000 + 10 * written;

const TAGS = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`),
);

/** Records a mistake at a node. */
export type ReportNode = (node: Node | null, message: string, fix?: string, code?: ErrorCode) => void;

/** Converts a document to JSON. Reports values that JSON lacks, duplicate keys and alias bombs. */
export const toJson = (document: Document, report: ReportNode): Json => new Conversion(report).read(document);

interface Converted {
  readonly value: Json;
  /** Number of values in it, with aliases expanded. */
  readonly size: number;
  /** Of a number that JavaScript would write differently. */
  readonly text?: string | undefined;
}

const WRITTEN = new WeakMap<object, ReadonlyMap<string | number, string>>();

/** Texts of numbers that JavaScript would write differently, by the list or mapping that contains them. */
export const writtenNumbers: NumberTexts = WRITTEN;

class Conversion {
  readonly #report: ReportNode;
  /** Values by anchor, the latest definition; undefined while being read. */
  readonly #anchors = new Map<string, Converted | undefined>();
  #written = 0;
  #bomb = false;

  constructor(report: ReportNode) {
    this.#report = report;
  }

  read(document: Document): Json {
    return this.#node(document.contents as Node | null, 0).value;
  }

  #node(node: Node | null, depth: number): Converted {
    if (node === null) return { value: null, size: 1 };
    this.#written++;
    if (isAlias(node)) return this.#alias(node);
    const anchor = (node as { anchor?: string }).anchor;
    if (anchor !== undefined) this.#anchors.set(anchor, undefined);
    const converted = this.#plain(node, depth);
    if (anchor !== undefined) this.#anchors.set(anchor, converted);
    if (converted.size > most(this.#written) && !this.#bomb) {
      this.#bomb = true;
      const fix = 'Write the values out, or use a table of steps.';
      this.#report(node, 'The aliases here expand to too much data.', fix, 'ALIAS_BOMB');
    }
    return converted;
  }

  #plain(node: Node, depth: number): Converted {
    const nothing = { value: null, size: 1 };
    if (depth > DEEPEST) {
      this.#report(
        node,
        `This is nested more than ${DEEPEST} deep.`,
        'Put a deep body into a file, named with `file:`.',
      );
      return nothing;
    }
    const { tag } = node as { tag?: string };
    if (tag !== undefined && tag !== '!' && !TAGS.has(tag)) {
      this.#report(
        node,
        `The tag ${quoted(tag.replace(/^tag:yaml.org,2002:/, '!!'))} has no meaning in JSON.`,
        'Remove it, or quote the value.',
      );
      return nothing;
    }
    if (isScalar(node)) return this.#scalar(node);
    if (isMap(node)) return this.#map(node, depth);
    return isSeq(node) ? this.#list(node, depth) : nothing;
  }

  #alias(alias: Alias): Converted {
    const found = this.#anchors.get(alias.source);
    if (found) return found;
    const message = this.#anchors.has(alias.source)
      ? `The alias *${quoted(alias.source)} refers to itself.`
      : 'This alias has no anchor before it.';
    this.#report(alias, message, 'Quote a string that begins with *.');
    return { value: null, size: 1 };
  }

  #scalar(node: Scalar): Converted {
    const { value } = node;
    if (typeof value !== 'number') return { value: value as Json, size: 1 };
    const source = node.source ?? String(value);
    const mistake = numberMistake(source, value);
    if (mistake) this.#report(node, mistake.message, mistake.fix);
    return mistake ? { value: null, size: 1 } : { value, size: 1, text: ownText(source, value) };
  }

  #list(node: YAMLSeq, depth: number): Converted {
    let size = 1;
    const texts = new Map<number, string>();
    const value = node.items.map((item, index) => {
      const child = this.#node(item as Node | null, depth + 1);
      size += child.size;
      if (child.text !== undefined) texts.set(index, child.text);
      return child.value;
    });
    if (texts.size > 0) WRITTEN.set(value, texts);
    return { value, size };
  }

  #map(node: YAMLMap, depth: number): Converted {
    let size = 1;
    const seen = new Map<string, Json>();
    const texts = new Map<string, string>();
    for (const { key, value } of node.items) {
      const name = this.#key(key as Node | null);
      if (name === undefined) continue;
      if (seen.has(name)) this.#report(key as Node, `The key ${quoted(name)} is given twice.`, 'Keep one.');
      const child = this.#node(value as Node | null, depth + 1);
      size += child.size;
      seen.set(name, child.value);
      if (child.text !== undefined) texts.set(name, child.text);
    }
    const value = Object.fromEntries(seen);
    if (texts.size > 0) WRITTEN.set(value, texts);
    return { value, size };
  }

  #key(key: Node | null): string | undefined {
    if (isScalar(key)) return key.source ?? String(key.value ?? '');
    this.#report(key, 'A key must be a string.', 'Quote it.');
    return undefined;
  }
}
