import { createHash } from 'node:crypto';
import zlib from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import type { Body } from '../../../src/model.ts';
import { Content } from '../../../src/openstack/body.ts';

const MOST = 2 ** 20;

/** A Zstandard frame with one uncompressed block. */
const zstd = (content: Buffer): Buffer => {
  const header = ((content.length << 3) | 1) >>> 0;
  const block = [header & 255, (header >> 8) & 255, (header >> 16) & 255];
  const size = [content.length & 255, (content.length >> 8) & 255, 0, 0];
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0, ...size, ...block]), content]);
};

const ENCODERS: Readonly<Record<string, (content: Buffer) => Buffer>> = {
  gzip: zlib.gzipSync,
  'X-GZip': zlib.gzipSync,
  deflate: zlib.deflateSync,
  ' deflate ': zlib.deflateRawSync,
  br: zlib.brotliCompressSync,
  zstd,
  identity: (content) => content,
};

function read(raw: Buffer, encoding: string, type = 'application/json'): Promise<Body> {
  const headers = { 'content-type': type, 'content-encoding': encoding };
  const content = new Content(headers, MOST);
  content.add(raw);
  return content.body(headers, MOST);
}

test('an encoded body is decoded, even if encoded several times', async () => {
  const names = fc.array(fc.constantFrom(...Object.keys(ENCODERS)), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(names, fc.string({ maxLength: 50 }), async (encodings, text) => {
      const packed = encodings.reduce<Buffer>(
        (content, name) => (ENCODERS[name] as (typeof ENCODERS)[string])(content),
        Buffer.from(JSON.stringify({ text })),
      );
      expect(await read(packed, encodings.join(','))).toEqual({ kind: 'json', value: { text } });
    }),
    { numRuns: 60 },
  );
});

test('an unknown encoding is compared by bytes', async () => {
  for (const encoding of ['compress', 'gzip, aes128gcm', 'toString']) {
    const sha256 = createHash('sha256').update('{"a":1}').digest('hex');
    expect(await read(Buffer.from('{"a":1}'), encoding)).toEqual({ kind: 'binary', bytes: 7, sha256 });
  }
});

test('invalid encoded data and a too large result are errors', async () => {
  for (const encoding of ['gzip', 'deflate', 'br', 'zstd'])
    await expect(read(Buffer.from('hello, world'), encoding)).rejects.toThrow(`not ${encoding}`);
  await expect(read(zlib.gzipSync(Buffer.alloc(40)).subarray(0, 12), 'gzip')).rejects.toThrow('not gzip');
  await expect(read(zlib.gzipSync(Buffer.alloc(MOST + 1)), 'gzip')).rejects.toThrow('larger than 1 MB');
});
