import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gunzipSync, gzip, gzipSync } from 'node:zlib';
import type { Json } from './basics.ts';
import { type ReadJson, readJson, type WrittenNumber } from './json-text.ts';

/** Bytes of JSON text from which a body is kept compressed. */
export const LARGE = 2 ** 20;

/** A fast level, because large bodies are mostly lists of like things. */
const LEVEL = { level: 1 };

/** Bounds what a body in a file can expand to: the longest string that Node can make. */
const MOST = 2 ** 29 - 24;

const compressed = promisify(gzip);

/** Length of a text whose memory is worth the time to free it at once. */
const HUGE = 2 ** 23;

/** The body that was read last. Others are read again, so that two large ones are not in memory together. */
let last: { readonly of: PackedJson; readonly read: ReadJson; readonly isHuge: boolean } | undefined;

function remember(of: PackedJson, text: string): ReadJson {
  const isHuge = text.length > HUGE;
  // Back to V8's own limit of the heap: for few huge values, it is lower than that of a run. It stays so,
  // because more of them will follow.
  if (isHuge) setFlagsFromString('--heap-growing-percent=0');
  const read = readJson(text);
  last = { of, read, isHuge };
  setImmediate(forget);
  return read;
}

/** Frees the memory of a huge one. Otherwise V8 lets the heap grow to several times of what is in use. */
function forget(): void {
  const isHuge = last?.isHuge;
  last = undefined;
  if (isHuge) collect();
}

let collectGarbage: (() => void) | undefined;

/** Asks V8 for its function when needed: a changed flag keeps Node from using its compiled code. */
function collect(): void {
  if (!collectGarbage) {
    setFlagsFromString('--expose-gc');
    collectGarbage = runInNewContext('gc') as () => void;
  }
  collectGarbage();
}

/** A large JSON body, compressed in memory and in files. It is read when needed, and only kept read for one turn. */
export class PackedJson {
  readonly kind = 'json';
  readonly #gzip: Buffer;

  private constructor(gzip: Buffer) {
    this.#gzip = gzip;
  }

  /** @param json text in UTF-8. Compressed in another thread, since others wait for this one. */
  static async of(json: Buffer): Promise<PackedJson> {
    return new PackedJson(await compressed(json, LEVEL));
  }

  static ofText(json: string): PackedJson {
    return new PackedJson(gzipSync(json, LEVEL));
  }

  /** A body as it is in a file: itself unless it is packed. */
  static revived<Body extends { readonly kind: string; readonly packed?: string }>(
    body: Body,
  ): Body | PackedJson {
    return body.packed === undefined ? body : new PackedJson(Buffer.from(body.packed, 'base64'));
  }

  /** Takes its text as it was read, which saves to unpack it. @throws SyntaxError for invalid JSON */
  check(text: string): void {
    forget();
    remember(this, text);
  }

  /** The JSON text. */
  get text(): string {
    return gunzipSync(this.#gzip, { maxOutputLength: MOST }).toString();
  }

  get value(): Json {
    return this.#json.value;
  }

  get numbers(): readonly WrittenNumber[] | undefined {
    return this.#json.numbers;
  }

  toJSON(): { readonly kind: 'json'; readonly value: null; readonly packed: string } {
    return { kind: 'json', value: null, packed: this.#gzip.toString('base64') };
  }

  get #json(): ReadJson {
    if (last?.of === this) return last.read;
    forget();
    return remember(this, this.text);
  }
}
