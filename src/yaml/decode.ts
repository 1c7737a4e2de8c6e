import { isUtf8 } from 'node:buffer';

/** More than any hand-written file. Larger bodies belong in separate files. */
export const MOST_BYTES = 1024 * 1024;

/** Characters that YAML cannot contain: control characters except tab and line breaks, and lone surrogates. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it searches for control characters
const UNPRINTABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]|\p{Surrogate}/u;

export interface Decoded {
  readonly text: string;
  /** Why the content is invalid, with an offset in `text`. */
  readonly mistake?: { readonly offset: number; readonly message: string; readonly fix: string };
}

/** Decodes a file's bytes. Invalid UTF-8, unprintable characters and too large files are mistakes. */
export function decode(content: string | Uint8Array): Decoded {
  if (content.length > MOST_BYTES) {
    const fix = 'Split it; put a large body into its own file, named with `file:`.';
    return { text: '', mistake: { offset: 0, message: 'This file is larger than 1 MiB.', fix } };
  }
  const bytes = typeof content === 'string' ? undefined : Buffer.from(content);
  const text = bytes ? bytes.toString('utf8') : (content as string);
  if (bytes && !isUtf8(bytes)) {
    const message = 'This byte is not UTF-8.';
    return { text, mistake: { offset: invalidOffset(bytes, text), message, fix: 'Save the file as UTF-8.' } };
  }
  const found = UNPRINTABLE.exec(text);
  if (!found) return { text };
  const code = (found[0].codePointAt(0) ?? 0).toString(16).padStart(4, '0');
  const message = `The character U+${code.toUpperCase()} is not allowed in YAML.`;
  const fix = `Remove it, or write it as "\\u${code}" in double quotes.`;
  return { text, mistake: { offset: found.index, message, fix } };
}

/** Offset in `text` of the first replacement character that replaces invalid UTF-8 in `bytes`. */
function invalidOffset(bytes: Buffer, text: string): number {
  let seen = 0;
  let counted = 0;
  for (let at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', at + 1)) {
    seen += Buffer.byteLength(text.slice(counted, at));
    counted = at;
    if (bytes.readUIntBE(seen, Math.min(3, bytes.length - seen)) !== 0xefbfbd) return at;
  }
  return 0;
}
