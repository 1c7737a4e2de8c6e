import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import type { Json } from '../../../../../src/model.ts';
import { story } from '../../../../support/answers/steps.ts';
import { response } from '../../../../support/runs/results.ts';

const json = (value: Json) => response({ body: { kind: 'json', value } });

const fingerprint = (digest: string, key: Buffer): string =>
  digest === 'SHA256'
    ? `SHA256:${createHash('sha256').update(key).digest('base64').slice(0, 43)}`
    : paired(digest, key);

const paired = (digest: string, key: Buffer): string =>
  (createHash(digest).update(key).digest('hex').match(/../g) ?? []).join(':');

test('a fingerprint of a key that the client chose must be right; others are generated', () => {
  const key = fc.uint8Array({ minLength: 60, maxLength: 90 }).map((bytes) => Buffer.from(bytes));
  const spelling = fc.constantFrom<readonly [string, (key: string) => string]>(
    ['md5', (base64) => `ssh-rsa ${base64} me@host`],
    ['sha256', (base64) => `ecdsa-sha2-nistp256 ${base64}`],
    ['SHA256', (base64) => `ssh-ed25519 ${base64} me@host`],
    ['sha1', (base64) => `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`],
  );
  fc.assert(
    fc.property(key, key, spelling, fc.boolean(), (one, other, [digest, written], isSent) => {
      fc.pre(!one.equals(other));
      const [right, wrong] = [fingerprint(digest, one), fingerprint(digest, other)];
      const public_key = written(one.toString('base64'));
      const shown = (print: string) => json({ keypair: { name: 'k', fingerprint: print } });
      const found = (print: string) =>
        story({
          ...{ baseline: shown(right), target: shown(print), method: 'POST' },
          sent: { keypair: { name: 'k', ...(isSent ? { public_key } : {}) } },
        })[0];
      expect(found(right)).toEqual([]);
      expect(found(wrong)).toEqual(isSent ? ['value $.keypair.fingerprint'] : []);
    }),
  );
});
