import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { Decompress } from 'fzstd';
import { messageOf } from '../errors.ts';
import { TooLarge } from './broken-answer.ts';
import { megabytes } from './limits.ts';

type Decoder = (content: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>;

const gunzip: Decoder = promisify(zlib.gunzip);
const inflate: Decoder = promisify(zlib.inflate);
const inflateRaw: Decoder = promisify(zlib.inflateRaw);

const DECODERS: Readonly<Record<string, Decoder>> = {
  gzip: gunzip,
  'x-gzip': gunzip,
  // Some servers omit the zlib header, and clients accept that.
  deflate: (content, options) =>
    (content[0] ?? 0) % 16 === 8 ? inflate(content, options) : inflateRaw(content, options),
  br: promisify(zlib.brotliDecompress),
  zstd: async (content, { maxOutputLength }) => unzstd(content, maxOutputLength),
};

/**
 * Decodes a body's Content-Encoding; undefined for an unknown encoding.
 * @param most maximum bytes after decoding
 * @throws TooLarge, or Error with the reason
 */
export async function decoded(
  content: Buffer,
  encoding: string | undefined,
  most: number,
): Promise<Buffer | undefined> {
  let result = content;
  // Undo encodings in reverse order.
  for (const name of (encoding ?? '')
    .toLowerCase()
    .split(',')
    .reverse()
    .map((each) => each.trim())) {
    if (name === '' || name === 'identity') continue;
    const decode = Object.hasOwn(DECODERS, name) ? DECODERS[name] : undefined;
    if (!decode) return undefined;
    try {
      result = await decode(result, { maxOutputLength: most });
    } catch (error) {
      if (error instanceof TooLarge || (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
        throw new TooLarge(`it is larger than ${megabytes(most)}`);
      throw new Error(`its body is not ${name}, as its Content-Encoding says: ${messageOf(error)}`);
    }
  }
  return result;
}

/** Node 20 has no built-in zstd. */
function unzstd(content: Buffer, most: number): Buffer {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  const stream = new Decompress((part) => {
    bytes += part.length;
    if (bytes > most) throw new TooLarge();
    parts.push(part.slice());
  });
  stream.push(content, true);
  return Buffer.concat(parts);
}
