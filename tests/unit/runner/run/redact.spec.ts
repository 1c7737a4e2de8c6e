import { expect, test } from 'playwright/test';
import { Secrets } from '../../../../src/runner/run/redact.ts';

const leaks = (data: unknown, secret: string): boolean => JSON.stringify(data).includes(secret);

test('fields that are named like secrets are hidden, others are not', () => {
  const named = {
    password: 's3cret-1',
    adminPass: 's3cret-2',
    'x-auth-token': 's3cret-3',
    'X-Subject-Token': 's3cret-4',
    Authorization: 's3cret-5',
    cookie: 's3cret-6',
    'set-cookie': 's3cret-7',
    private_key: 's3cret-8',
    api_key: 's3cret-9',
    deep: [{ passphrase: 's3cret-0' }],
  };
  const harmless = { name: 'glance', id: 'abc', tokens_left: 'many', passed: 'yes', status: 200 };
  const redacted = new Secrets().redact({ ...named, ...harmless });
  expect(JSON.stringify(redacted).match(/s3cret-\d/g) ?? []).toEqual([]);
  expect(redacted).toMatchObject(harmless);
});

test('a secret that is known is hidden wherever it stands in a text', () => {
  const secrets = new Secrets();
  secrets.add('gAAAA-token');
  const data = {
    url: '/v2/x?t=gAAAA-token&t=gAAAA-token',
    body: { text: ['say gAAAA-token'] },
    n: 1,
    z: null,
  };
  const redacted = secrets.redact(data);
  expect(leaks(redacted, 'gAAAA-token')).toBe(false);
  expect(redacted).toMatchObject({ n: 1, z: null });
  expect(redacted.url).toMatch(/^\/v2\/x\?t=.+&t=.+$/);
});

test('a secret that begins another one does not uncover it', () => {
  const secrets = new Secrets();
  secrets.add('secret');
  secrets.add('secret-and-more');
  expect(leaks(secrets.redact({ text: 'it is secret-and-more' }), 'and-more')).toBe(false);
});

test('a secret is hidden where it is the name of a field', () => {
  const secrets = new Secrets();
  secrets.add('gAAAA-token');
  expect(leaks(secrets.redact({ 'gAAAA-token': 1 }), 'gAAAA-token')).toBe(false);
});

test('a number under the name of a secret is hidden', () => {
  expect(leaks(new Secrets().redact({ password: 12345678 }), '12345678')).toBe(false);
});

test('captured values are secrets when they are named so', () => {
  const secrets = new Secrets();
  secrets.addNamed('upload_token', 'captured-1');
  secrets.addNamed('image_id', 'captured-2');
  expect(secrets.redact('captured-1 captured-2')).toMatch(/captured-2$/);
  expect(leaks(secrets.redact('captured-1 captured-2'), 'captured-1')).toBe(false);
});

test('short values do not blank out innocent text', () => {
  const secrets = new Secrets();
  secrets.add('demo');
  expect(secrets.redact('demonstration')).toBe('demonstration');
});

test('what is redacted is a copy', () => {
  const data = { password: 'secret-1' };
  new Secrets().redact(data);
  expect(data).toEqual({ password: 'secret-1' });
});
