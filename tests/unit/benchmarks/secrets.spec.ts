import fc from 'fast-check';
import { expect, test } from 'playwright/test';
// @ts-expect-error: a benchmark without types
import { searcher } from '../../../benchmarks/secrets/search.mjs';
// @ts-expect-error: a benchmark without types
import { secretsIn } from '../../../benchmarks/secrets/secrets-in.mjs';

const secrets = fc.string({ minLength: 8, maxLength: 60 });
const around = fc.string({ maxLength: 40 });

const FORMS: readonly ((secret: string, before: string, after: string) => string)[] = [
  (secret) => secret,
  (secret) => JSON.stringify({ message: `=${secret}` }),
  (secret) => `?token=${encodeURIComponent(secret)}`,
  (secret) => Buffer.from(secret).toString('hex'),
  (secret, before, after) => Buffer.from(`${before}${secret}${after}`).toString('base64'),
  (secret, before, after) => Buffer.from(`${before}${secret}${after}`).toString('base64url'),
];

test('a secret is found in every form and wherever it begins within Base64', () => {
  fc.assert(
    fc.property(
      secrets.filter((secret) => secret.length >= 12),
      around,
      around,
      fc.constantFrom(...FORMS),
      (secret, before, after, form) => {
        const found = searcher([secret])(`${before}${form(secret, before, after)}${after}`);
        expect(found.map((each: { secret: string }) => each.secret)).toContain(secret);
      },
    ),
  );
});

test('other text contains no secret', () => {
  expect(searcher(['gAAAAABl-secret-1'])('gAAAAABl-secret-2 c2VjcmV0LTI='.repeat(9))).toEqual([]);
});

test('finds tokens, passwords, keys and console tokens by the names of the API references', () => {
  const body = JSON.stringify({
    server: { adminPass: 'aB3kLmNoPq' },
    keypair: { private_key: '-----BEGIN KEY-----1' },
    remote_console: { url: 'http://c/vnc?path=%3Ftoken%3Db4f80a19-2d7c' },
    auth: { identity: { password: { user: { password: 'pw-12345678' } }, token: { id: 'gAAAA1-2' } } },
  });
  const headers = { 'x-subject-token': 'gAAAAABl1', 'set-cookie': ['sid=12345678; path=/'] };
  expect(secretsIn({ headers, body: Buffer.from(body) }).sort()).toEqual(
    [
      ...['gAAAAABl1', '12345678', 'aB3kLmNoPq', '-----BEGIN KEY-----1'],
      ...['b4f80a19-2d7c', 'pw-12345678', 'gAAAA1-2'],
    ].sort(),
  );
});
