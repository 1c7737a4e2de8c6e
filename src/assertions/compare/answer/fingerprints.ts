import { createHash } from 'node:crypto';

/** Digests whose fingerprints are recognised. */
const DIGESTS = ['md5', 'sha1', 'sha256'] as const;

/** The fingerprints of a key or certificate in Base64: pairs of hex digits with colons between, and OpenSSH's own. */
export function fingerprintsOf(base64: string): string[] {
  const bytes = Buffer.from(base64, 'base64');
  const pairs = DIGESTS.map((digest) =>
    (createHash(digest).update(bytes).digest('hex').match(/../g) as string[]).join(':'),
  );
  return [...pairs, createHash('sha256').update(bytes).digest('base64').replace(/=+$/, '')];
}
