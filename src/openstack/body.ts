import { isUtf8 } from 'node:buffer';
import { createHash, type Hash } from 'node:crypto';
import type { Body } from '../model.ts';
import { LARGE, PackedJson, readJson } from '../model.ts';
import { decoded } from './content-encoding.ts';

/** Bytes of data that may be shown as text. */
const SHORT = 4096;

/** Bytes to hold of a body that is not parsed. For a larger body, only the digest is kept. */
const HELD = 4 * 2 ** 20;

/** Collects a body while it is received. */
export class Content {
  readonly #chunks: Buffer[] = [];
  readonly #whole: boolean;
  readonly #most: number;
  /** Holds a large body instead of the chunks. It grows in place, so the body is in memory once, and can be freed at once. */
  #space: ArrayBuffer | undefined;
  #hash: Hash | undefined;
  bytes = 0;

  /**
   * @param headers with lower-case names
   * @param most bytes of the body; those beyond are counted, but not held
   */
  constructor(headers: Readonly<Record<string, string>>, most: number) {
    this.#whole = isJson(headers) || 'content-encoding' in headers;
    this.#most = most;
  }

  add(chunk: Buffer): void {
    this.bytes += chunk.length;
    if (this.#hash) this.#hash.update(chunk);
    else if (this.#space) this.#append(this.#space, chunk);
    else this.#chunks.push(chunk);
    if (this.#hash || this.#space) return;
    if (this.#whole && this.bytes > LARGE) {
      this.#space = new ArrayBuffer(0, { maxByteLength: this.#most });
      for (const held of this.#chunks.splice(0)) this.#append(this.#space, held);
    } else if (!this.#whole && this.bytes > HELD) {
      this.#hash = createHash('sha256');
      for (const held of this.#chunks.splice(0)) this.#hash.update(held);
    }
  }

  #append(space: ArrayBuffer, chunk: Buffer): void {
    const end = space.byteLength;
    if (end + chunk.length > this.#most) return;
    space.resize(end + chunk.length);
    new Uint8Array(space, end).set(chunk);
  }

  /** The start of the body, to show what was received of a broken answer. */
  get start(): string {
    const first = this.#space ? Buffer.from(this.#space) : Buffer.concat(this.#chunks.slice(0, 1));
    return first.subarray(0, 200).toString('utf8');
  }

  /**
   * Decodes the body.
   * @param most maximum bytes after decoding
   * @throws Error with the reason if the body contradicts its headers
   */
  async body(headers: Readonly<Record<string, string>>, most: number): Promise<Body> {
    if (this.bytes === 0) return { kind: 'empty' };
    if (this.#hash) return { kind: 'binary', bytes: this.bytes, sha256: this.#hash.digest('hex') };
    const raw = this.#space ? Buffer.from(this.#space) : Buffer.concat(this.#chunks.splice(0));
    const content = await decoded(raw, headers['content-encoding'], most);
    // Compare an unknown encoding by its bytes.
    if (content === undefined) return digestOf(raw);
    if (content.length <= LARGE || !isJson(headers)) return bodyOf(headers, content);
    const utf8 = inUtf8(content, charsetOf(headers));
    if (!utf8) return digestOf(content);
    const packed = await PackedJson.of(utf8);
    const text = utf8.toString();
    this.#space?.resize(0);
    return jsonOf(text, () => {
      packed.check(text);
      return packed;
    });
  }
}

const isJson = (headers: Readonly<Record<string, string>>): boolean =>
  /[/+]json\b/i.test(headers['content-type'] ?? '');

function bodyOf(headers: Readonly<Record<string, string>>, content: Buffer): Body {
  if (content.length === 0) return { kind: 'empty' };
  const isText = isJson(headers) || /^text\/|xml/i.test(headers['content-type'] ?? '');
  const text = isText ? textOf(content, charsetOf(headers)) : shortText(content);
  if (text === undefined || (content.length > HELD && !isJson(headers))) {
    return digestOf(content);
  }
  return isJson(headers) ? jsonOf(text, () => ({ kind: 'json', ...readJson(text) })) : { kind: 'text', text };
}

/** @param read throws SyntaxError for invalid JSON, which is compared as text */
function jsonOf(text: string, read: () => Body): Body {
  try {
    return read();
  } catch {
    return { kind: 'text', text };
  }
}

const digestOf = (content: Buffer): Body => ({
  kind: 'binary',
  bytes: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
});

const charsetOf = (headers: Readonly<Record<string, string>>): string =>
  /;\s*charset="?([^\s;"]+)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8';

/** Converts text to UTF-8; undefined as for `textOf`. */
function inUtf8(content: Buffer, charset: string): Buffer | undefined {
  if (/^utf-?8$/i.test(charset)) return isUtf8(content) ? content : undefined;
  const text = textOf(content, charset);
  return text === undefined ? undefined : Buffer.from(text);
}

/** Decodes text; undefined for an unknown charset or invalid bytes, which are then compared as bytes. */
function textOf(content: Buffer, charset: string): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return undefined;
  }
}

/** Short printable data, regardless of its content type: downloads of small test images. */
const shortText = (content: Buffer): string | undefined =>
  content.length <= SHORT && !content.includes(0) ? textOf(content, 'utf-8') : undefined;
