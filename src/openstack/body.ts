import { createHash, type Hash } from 'node:crypto';
import type { Body } from '../model.ts';
import { readJson } from '../model.ts';
import { decoded } from './content-encoding.ts';

/** Bytes of data that may be shown as text. */
const SHORT = 4096;

/** Bytes to hold of a body that is not parsed. For a larger body, only the digest is kept. */
const HELD = 4 * 2 ** 20;

/** Collects a body while it is received. */
export class Content {
  readonly #chunks: Buffer[] = [];
  readonly #whole: boolean;
  #hash: Hash | undefined;
  bytes = 0;

  /** @param headers with lower-case names */
  constructor(headers: Readonly<Record<string, string>>) {
    this.#whole = isJson(headers) || 'content-encoding' in headers;
  }

  add(chunk: Buffer): void {
    this.bytes += chunk.length;
    if (this.#hash) this.#hash.update(chunk);
    else this.#chunks.push(chunk);
    if (this.#hash || this.#whole || this.bytes <= HELD) return;
    this.#hash = createHash('sha256');
    for (const held of this.#chunks.splice(0)) this.#hash.update(held);
  }

  /** The start of the body, to show what was received of a broken answer. */
  get start(): string {
    return Buffer.concat(this.#chunks.slice(0, 1)).subarray(0, 200).toString('utf8');
  }

  /**
   * Decodes the body.
   * @param most maximum bytes after decoding
   * @throws Error with the reason if the body contradicts its headers
   */
  async body(headers: Readonly<Record<string, string>>, most: number): Promise<Body> {
    if (this.bytes === 0) return { kind: 'empty' };
    if (this.#hash) return { kind: 'binary', bytes: this.bytes, sha256: this.#hash.digest('hex') };
    const raw = Buffer.concat(this.#chunks.splice(0));
    const content = await decoded(raw, headers['content-encoding'], most);
    // Compare an unknown encoding by its bytes.
    return content === undefined ? digestOf(raw) : bodyOf(headers, content);
  }
}

const isJson = (headers: Readonly<Record<string, string>>): boolean =>
  /[/+]json\b/i.test(headers['content-type'] ?? '');

function bodyOf(headers: Readonly<Record<string, string>>, content: Buffer): Body {
  if (content.length === 0) return { kind: 'empty' };
  const type = headers['content-type'] ?? '';
  const isText = isJson(headers) || /^text\/|xml/i.test(type);
  const text = isText ? textOf(content, charsetOf(type)) : shortText(content);
  if (text === undefined || (content.length > HELD && !isJson(headers))) {
    return digestOf(content);
  }
  if (!isJson(headers)) return { kind: 'text', text };
  try {
    return { kind: 'json', ...readJson(text) };
  } catch {
    // Compare invalid JSON as text.
    return { kind: 'text', text };
  }
}

const digestOf = (content: Buffer): Body => ({
  kind: 'binary',
  bytes: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
});

const charsetOf = (type: string): string => /;\s*charset="?([^\s;"]+)/i.exec(type)?.[1] ?? 'utf-8';

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
