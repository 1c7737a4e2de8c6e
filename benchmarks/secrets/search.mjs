/** Searches files for secrets in every form in which text can carry them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Characters by which a secret is first recognised. Shorter secrets are searched for as a whole. */
const WINDOW = 12;

/** The secret as text, in JSON, in a URL, in HTML, in hexadecimal, and in Base64 at each of its three offsets. */
function formsOf(secret) {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].map((offset) =>
    // The first and last characters also depend on the neighbouring bytes.
    Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '')
      .slice(offset === 0 ? 0 : offset + 1, -2),
  );
  return new Set(
    [
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;'),
      bytes.toString('hex'),
      ...base64,
      ...base64.map((each) => each.replaceAll('+', '-').replaceAll('/', '_')),
    ].filter((form) => form.length >= 8),
  );
}

/** @returns for each secret that a text contains, the secret and the form found */
export function searcher(secrets) {
  const byStart = new Map();
  const short = [];
  for (const secret of secrets)
    for (const form of formsOf(secret)) {
      if (form.length < WINDOW) short.push({ secret, form });
      else
        byStart.set(form.slice(0, WINDOW), [...(byStart.get(form.slice(0, WINDOW)) ?? []), { secret, form }]);
    }
  return (text) => {
    const found = short.filter(({ form }) => text.includes(form));
    for (let at = 0; at + WINDOW <= text.length; at++)
      for (const each of byStart.get(text.slice(at, at + WINDOW)) ?? [])
        if (text.startsWith(each.form, at)) found.push(each);
    return found;
  };
}

/** All files below a folder as text, decompressed. */
export function* textsIn(folder) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath ?? entry.path, entry.name);
    const bytes = readFileSync(file);
    yield [file, (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('latin1')];
  }
}
