import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { cutAround, cutEnd, cutMiddle } from '../../../../src/assertions/cut.ts';
import { Secrets } from '../../../../src/runner/redact/secrets.ts';

const leaks = (data: unknown, secret: string): boolean => JSON.stringify(data).includes(secret);

test('fields with secret names are hidden; other fields are not', () => {
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

test('a known secret is hidden anywhere in text', () => {
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

test('a secret that is a prefix of another secret does not reveal it', () => {
  const secrets = new Secrets();
  secrets.add('secret');
  secrets.add('secret-and-more');
  expect(leaks(secrets.redact({ text: 'it is secret-and-more' }), 'and-more')).toBe(false);
});

test('a secret in the name of a field is hidden', () => {
  const secrets = new Secrets();
  secrets.add('gAAAA-token');
  expect(leaks(secrets.redact({ 'gAAAA-token': 1 }), 'gAAAA-token')).toBe(false);
});

test('a number in a secret field is hidden', () => {
  expect(leaks(new Secrets().redact({ password: 12345678 }), '12345678')).toBe(false);
});

test('captured values with secret names are secrets', () => {
  const secrets = new Secrets();
  secrets.addNamed('upload_token', 'captured-1');
  secrets.addNamed('image_id', 'captured-2');
  expect(secrets.redact('captured-1 captured-2')).toMatch(/captured-2$/);
  expect(leaks(secrets.redact('captured-1 captured-2'), 'captured-1')).toBe(false);
});

test('short values do not hide harmless text', () => {
  const secrets = new Secrets();
  secrets.add('demo');
  expect(secrets.redact('demonstration')).toBe('demonstration');
});

test('redacting returns a copy', () => {
  const data = { password: 'secret-1' };
  new Secrets().redact(data);
  expect(data).toEqual({ password: 'secret-1' });
});

const html = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

/** Encodings of a value. */
const WRITTEN: readonly (readonly [string, (value: string) => string])[] = [
  ['as plain text', (value) => value],
  ['in JSON', (value) => JSON.stringify({ a: value })],
  ['in JSON within JSON', (value) => JSON.stringify({ a: JSON.stringify({ b: value }) })],
  ['percent-encoded', encodeURIComponent],
  ['percent-encoded twice', (value) => encodeURIComponent(encodeURIComponent(value))],
  [
    'percent-encoded in lower case',
    (value) => encodeURIComponent(value).replace(/%../g, (each) => each.toLowerCase()),
  ],
  ['in a form', (value) => new URLSearchParams({ a: value }).toString()],
  ['in Base64', (value) => Buffer.from(value).toString('base64')],
  ['in Base64 of a longer text', (value) => Buffer.from(`user:${value}\n`).toString('base64')],
  ['in Base64url of a longer text', (value) => Buffer.from(`ab ${value} cd`).toString('base64url')],
  ['in HTML', (value) => html(value)],
  ['in HTML in HTML', (value) => html(html(value))],
  ['in hexadecimal', (value) => Buffer.from(value).toString('hex')],
  ['in Base64 in a URL', (value) => encodeURIComponent(Buffer.from(value).toString('base64'))],
];

for (const [how, write] of WRITTEN) {
  test(`any secret is hidden ${how}`, { tag: '@long' }, () => {
    const value = fc
      .string({ minLength: 8, maxLength: 40, unit: 'grapheme' })
      .filter((each) => !/[=\ud800-\udfff]$/.test(each));
    fc.assert(
      fc.property(value, (secret) => {
        const secrets = new Secrets();
        secrets.add(secret);
        const text = write(secret);
        const left = secrets.redact({ text }).text;
        expect(left).toContain('[redacted]');
        expect(left).not.toContain(text);
      }),
      { numRuns: 100 },
    );
  });
}

const NAMED: readonly (readonly [string, unknown])[] = [
  ['a field', { adminPass: 'Zq-1-secret' }],
  ['an object with a secret name', { token: { id: 'Zq-1-secret' } }],
  ['JSON within text', { body: JSON.stringify({ a: { password: 'Zq-1-secret' } }) }],
  ['JSON within JSON', { body: JSON.stringify({ a: JSON.stringify({ db_password: 'Zq-1-secret' }) }) }],
  ['a printed Python dict', { message: "failed: {'adminPass': u'Zq-1-secret', 'id': 1}" }],
  ['a URL', { href: 'https://h/x?a=b&token=Zq-1-secret#top' }],
  ['a URL in a URL', { href: 'http://h/vnc.html?path=%3Ftoken%3DZq-1-secret%26b%3Dc' }],
  ['the user of a URL', { location: 'swift+https://me:Zq-1-secret@h/c/o' }],
  ['a header', { text: '-H "X-Auth-Token: Zq-1-secret" -H "Accept: json"' }],
  ['a login header', { text: 'Authorization: Basic Zq-1-secret' }],
  ['a configuration file', { text: '[a]\nconnection_password = Zq-1-secret\n' }],
  ['a list', { passwords: ['Zq-1-secret'], api_keys: ['Zq-1-secret'] }],
  ['a header of Swift', { 'X-Account-Meta-Temp-URL-Key': 'Zq-1-secret' }],
  ['an XML element', { text: '<server id="1"><adminPass a="b">Zq-1-secret</adminPass></server>' }],
  ['an XML attribute', { text: '<server name="x" adminPass="Zq-1-secret"/>' }],
  ['a quoted value', { text: 'export OS_PASSWORD="Zq-1-secret"\n' }],
  ['a quoted value of YAML', { text: "users:\n  - { name: x, password: 'Zq-1-secret' }\n" }],
  ['a quoted value within JSON', { text: JSON.stringify({ a: 'password = "Zq-1-secret"' }) }],
  ['a Python call', { message: "connect(user='x', password=b'Zq-1-secret')" }],
  ['Base64', { user_data: Buffer.from('#cloud-config\npassword: Zq-1-secret\n').toString('base64') }],
  ['Base64url', { user_data: Buffer.from('{"password": "Zq-1-secret"}').toString('base64url') }],
  ['the password of a login', { Authorization: `Basic ${Buffer.from('me:Zq-1-secret').toString('base64')}` }],
  ['a member of a list of members', { headers: [{ name: 'X-Auth-Token', value: 'Zq-1-secret' }] }],
  ['a key below a secret name', { tokens: { 'Zq-1-secret': 1 } }],
  ['a signed URL', { href: 'https://h/x?temp_url_sig=Zq-1-secret&temp_url_expires=1' }],
  ['a short name', { db_pw: 'Zq-1-secret' }],
  ['a short name in text', { text: 'user: me\npw: Zq-1-secret\n' }],
  ['a cookie', { 'set-cookie': 'sid=Zq-1-secret; Path=/' }],
];

for (const [where, data] of NAMED) {
  test(`a value in a secret field in ${where} is hidden, there and elsewhere`, () => {
    const secrets = new Secrets();
    secrets.learn(data);
    expect(leaks(secrets.redact(data), 'Zq-1-secret')).toBe(false);
    expect(leaks(secrets.redact({ elsewhere: 'Zq-1-secret' }), 'Zq-1-secret')).toBe(false);
  });
}

test('a number in a secret field within JSON text is hidden', () => {
  for (const data of [{ password: 1234567890 }, { a: JSON.stringify({ 'api-token': 1234567890, b: 1 }) }])
    expect(leaks(new Secrets().redact({ body: JSON.stringify(data) }), '1234567890')).toBe(false);
});

test('a private key is hidden in any text, even if it is cut', () => {
  const block = (label: string, content: string) =>
    `-----BEGIN ${label}-----\n${content}\n-----END ${label}-----\n`;
  for (const write of [String, JSON.stringify, (text: string) => JSON.stringify(JSON.stringify({ text }))]) {
    const key = block('RSA PRIVATE KEY', 'Zq1secretZq1secret');
    const text = `before ${write(key)} after ${write(block('CERTIFICATE', 'Zq2public'))}`;
    const shown = new Secrets().text(text);
    expect(shown).not.toContain('Zq1secretZq1secret');
    expect(shown).toMatch(/ after .*Zq2public/s);
    expect(shown).toContain('END RSA PRIVATE KEY');
  }
  expect(new Secrets().text('-----BEGIN PRIVATE KEY-----\nZq1secret')).not.toContain('Zq1secret');
});

test('the map of a name in the plural is hidden', () => {
  expect(leaks(new Secrets().redact({ passwords: { alice: 'Zq-1-secret' } }), 'Zq-1-secret')).toBe(false);
});

test('values that are not secrets are unchanged', () => {
  const data = {
    key_name: 'mykey-12345',
    keypair: { public_key: 'ssh-rsa AAAAB3Nza', fingerprint: '1e:2c' },
    password_expires_at: '2026-01-01T00:00:00Z',
    url: 'http://127.0.0.1:9292/v2/images?limit=2&marker=abc',
    author: 'me@example.org',
    bypass: 'always-1',
    text: '<name>x-12345</name> <server name="x-12345" id=\'1\'> max_tokens: 12345678',
    certificate: '-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----',
  };
  expect(new Secrets().redact(data)).toBe(data);
});

test('a publicly readable word is not a secret', () => {
  const secrets = new Secrets('glance/images/list scenarios/glance/images/list.yaml /v2/images');
  secrets.add('glance');
  secrets.add('images');
  expect(secrets.redact({ text: 'GET /v2/images of glance', password: 'glance' })).toEqual({
    text: 'GET /v2/images of glance',
    password: '[redacted]',
  });
});

test('long texts are searched in linear time', () => {
  const secrets = new Secrets();
  secrets.add('gAAAA-token');
  for (const piece of [
    'a',
    '"token": "',
    '\\',
    '%',
    '?a=',
    '://a:',
    'password=',
    '"',
    "'",
    '<a>',
    '<token>',
    '<a ',
    'token="',
    '-----BEGIN PRIVATE KEY-----',
  ])
    expect(secrets.text(piece.repeat(200_000)).length).toBeGreaterThan(0);
});

test('a text is searched again when a secret is learnt after it was seen', () => {
  const secrets = new Secrets();
  expect(secrets.text('say gAAAA-token')).toBe('say gAAAA-token');
  secrets.add('gAAAA-token');
  expect(secrets.text('say gAAAA-token')).not.toContain('gAAAA-token');
  expect(secrets.text('password=hunter-2-hunter')).not.toContain('hunter-2');
  expect(secrets.text('again hunter-2-hunter')).not.toContain('hunter-2');
});

test('what one learns is a secret of those that share it, also later', () => {
  const shared = new Secrets();
  const secrets = new Secrets('an open-word', [shared]);
  expect(secrets.text('say Zq-1-secret')).toContain('Zq-1-secret');
  shared.add('Zq-1-secret');
  shared.add('open-word');
  expect(secrets.text('say Zq-1-secret')).toBe('say [redacted]');
  expect(secrets.text('an open-word')).toBe('an open-word');
  secrets.add('Zq-2-secret');
  expect(shared.text('say Zq-2-secret')).toBe('say Zq-2-secret');
});

test('a value that is too long for a regular expression is hidden as a whole', () => {
  const secrets = new Secrets();
  const value = `${'-9'.repeat(9000)}the-end-of-it`;
  secrets.addNamed('token', value);
  expect(secrets.text(`say ${value}!`).replaceAll('[redacted]', '')).toBe('say !');
});

test('many long values are no error', () => {
  const secrets = new Secrets();
  for (let index = 0; index < 400; index++) secrets.add('-"'.repeat(500) + index);
  expect(secrets.text(`say ${'-"'.repeat(500)}7!`)).not.toContain('-"-"');
});

test('a captured number is hidden also as a number', () => {
  const secrets = new Secrets();
  secrets.addNamed('token', 776655443322);
  expect(secrets.redact({ id: 776655443322, text: 'id 776655443322', size: 7 })).toEqual({
    ...{ id: '[redacted]', text: 'id [redacted]', size: 7 },
  });
});

test('no part of a secret remains where a text was cut', () => {
  const secret = fc.stringMatching(/^[A-Z]{4}[a-z"&\d-]{4,40}[A-Z]{4}$/);
  const around = fc.nat(300).map((length) => 'ö'.repeat(length));
  fc.assert(
    fc.property(secret, around, around, fc.integer({ min: 1, max: 300 }), (value, before, after, room) => {
      const secrets = new Secrets();
      secrets.add(value);
      const whole = JSON.stringify({ link: before + value + after });
      const other = JSON.stringify({ link: before });
      for (const cut of [
        cutEnd(whole, room),
        cutMiddle(whole, room),
        ...cutAround(whole, other, room),
        whole.slice(0, room),
      ]) {
        const shown = secrets.cutText(cut, true).replaceAll('[redacted]', '').replace('{"link":"', '');
        expect(shown).not.toMatch(/[A-Z]{4}/);
        expect(shown.length).toBeLessThanOrEqual(cut.length);
      }
    }),
    { numRuns: 100 },
  );
});

test('a text that was not cut keeps a word that a secret begins with', () => {
  const secrets = new Secrets();
  secrets.add('nova-password');
  expect(secrets.cutText('a flavor of nova')).toBe('a flavor of nova');
  expect(secrets.cutText('"a", nova…')).toBe('"a", [redacted]…');
});
