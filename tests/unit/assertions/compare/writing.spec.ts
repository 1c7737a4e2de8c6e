import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import type { Json } from '../../../../src/model.ts';
import { differences, kindsAndPaths } from '../../../support/answers/compare.ts';

const compared = (baseline: Json, target: Json): string[] => kindsAndPaths(differences(baseline, target));
const uuid = (digit: string) => [8, 4, 4, 4, 12].map((length) => digit.repeat(length)).join('-');
const pairs = (count: number, pair: string) => Array(count).fill(pair).join(':');
const pem = (label: string, letter: string) =>
  `-----BEGIN ${label}-----\n${letter.repeat(64)}\n-----END ${label}-----\n`;

/** Ways to write a value of one kind, each with the digits of one value. */
const WRITINGS: Readonly<Record<string, readonly ((digit: string) => string)[]>> = {
  'user id': [(digit) => digit.repeat(32), (digit) => digit.repeat(64), uuid],
  fingerprint: [16, 20, 32].map((count) => (digit) => pairs(count, digit + digit)),
  'MAC address': [
    (digit) => `fa:16:3e:00:00:${digit}${digit}`,
    (digit) => `fa-16-3e-00-00-${digit}${digit}`,
    (digit) => `FA:16:3E:00:00:${digit}${digit}`.toUpperCase(),
    (digit) => `FA-16-3E-00-00-${digit}${digit}`.toUpperCase(),
  ],
  device: ['tap', 'qvo', 'nic'].map((word) => (digit) => `${word}${digit.repeat(8)}-${digit}${digit}`),
  'number of EC2': ['i', 'ami', 'aki', 'instance'].map((word) => (digit) => `${word}-0000000${digit}`),
  key: ['RSA PRIVATE KEY', 'PRIVATE KEY', 'PUBLIC KEY'].map((label) => (digit) => pem(label, digit)),
  'public key': [
    (digit) => `ssh-rsa ${digit.repeat(200)} x`,
    (digit) => `ssh-rsa ${digit.repeat(300)} x`,
    (digit) => `ssh-ed25519 ${digit.repeat(68)} x`,
    (digit) => `ecdsa-sha2-nistp256 ${digit.repeat(140)} x`,
    (digit) => `ecdsa-sha2-nistp384 ${digit.repeat(180)} x`,
  ],
  'IPv6 address': [
    (digit) => `2001:db8::${digit}`,
    (digit) => `2001:DB8::${digit}`,
    (digit) => `2001:0db8:0000:0000:0000:0000:0000:000${digit}`,
    (digit) => `2001:0DB8:0000:0000:0000:0000:0000:000${digit}`,
  ],
};

test('generated values correspond if both sides write them in the same way', () => {
  const kinds = fc.constantFrom(...Object.values(WRITINGS));
  const digits = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), {
    minLength: 2,
    maxLength: 2,
  });
  fc.assert(
    fc.property(kinds, fc.nat(4), fc.nat(4), digits, (ways, first, second, [one, other]) => {
      const [left, right] = [ways[first % ways.length], ways[second % ways.length]] as [
        (digit: string) => string,
        (digit: string) => string,
      ];
      const found = compared({ user_id: left(one as string) }, { user_id: right(other as string) });
      expect(found).toEqual(left === right ? [] : ['value $.user_id']);
    }),
  );
});

test('a token of Keystone is generated, but not a word that begins like one', () => {
  const token = (letter: string) => `gAAAAAB${`${letter}-1_${letter}`.repeat(40)}==`;
  expect(compared({ token: token('x') }, { token: token('y') })).toEqual([]);
  expect(
    compared({ a: `for ${token('x')}, ${token('y')}` }, { a: `for ${token('y')}, ${token('y')}` }),
  ).toEqual(['pairing $.a']);
  expect(compared({ a: 'gAAAAABxxxx' }, { a: 'gAAAAAByyyy' })).toEqual(['value $.a']);
});

test('an empty password is not a password', () => {
  expect(compared({ adminPass: 'aB3dE6gH9jK2' }, { adminPass: '' })).toEqual(['value $.adminPass']);
  expect(compared({ adminPass: '' }, { adminPass: '' })).toEqual([]);
});
