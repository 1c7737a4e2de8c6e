import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { YamlFile } from '../../../src/yaml/yaml-file.ts';
import { marked } from '../../support/scenarios/marked.ts';

const read = (content: string | Uint8Array): YamlFile => new YamlFile('a.yaml', content, 'SCENARIO_SYNTAX');
const placesOf = ({ failures }: YamlFile): string[] =>
  failures.map(({ place }) => `${place?.line}:${place?.column}`);

test('any bytes result in a value or in mistakes with a place', { tag: '@long' }, () => {
  const pieces = fc.constantFrom(
    ...[
      'a: ',
      '- ',
      '&x ',
      '*x',
      '!!',
      '"',
      "'",
      '{',
      '[',
      ']',
      '}',
      '\n',
      '  ',
      '|',
      '#',
      '%',
      '\t',
      '.nan',
      ',',
    ],
  );
  const text = fc.array(fc.oneof(pieces, fc.string({ unit: 'binary' }))).map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.oneof(text, fc.uint8Array()), (content) => {
      const yaml = read(content);
      for (const { code, place, frame } of yaml.failures) {
        expect(code).toMatch(/^(SCENARIO_SYNTAX|ALIAS_BOMB)$/);
        expect(place?.line).toBeGreaterThan(0);
        expect(frame).toContain('^');
      }
      // A value is JSON and survives a round trip.
      if (yaml.failures.length === 0) expect(JSON.parse(JSON.stringify(yaml.value))).toEqual(yaml.value);
    }),
    { numRuns: 500 },
  );
});

const REFUSED: Readonly<Record<string, string>> = {
  'an unknown tag': 'a: !image »bar\n',
  'Base64 data': 'a: !!binary »aGk=\n',
  'NaN and infinity': 'a: [».nan, »-.inf]\n',
  'numbers that would be rounded and that JSON does not have':
    'a: [»0xfffffffffffffffff, »+9007199254740993]\n',
  'a key that is a list': '? »[a, b]\n: 1\n',
  'an alias of its own parent': 'a: &a { b: »*a }\n',
  'an alias before its anchor': 'a: »*b\nb: &b 1\n',
  'a control character': 'a: x»\u001by\n',
  'an unsupported version of YAML': '»%YAML 1.1\n---\na: 1\n',
};
for (const [what, source] of Object.entries(REFUSED)) {
  test(`${what} is rejected at its place`, () => {
    const { text, places } = marked(source);
    expect(placesOf(read(text))).toEqual(places);
  });
}

test('bytes that are not UTF-8 are rejected at their place; a replacement character is accepted', () => {
  const bytes = Buffer.concat([Buffer.from('a: "\ufffd é"\nb: caf'), Buffer.from([0xe9]), Buffer.from('\n')]);
  expect(placesOf(read(bytes))).toEqual(['2:7']);
  expect(read(Buffer.from('a: "\ufffd é"\n')).value).toEqual({ a: '\ufffd é' });
});

test('exactly representable numbers are read', () => {
  expect(read('[1, 010, 0x1F, 1e3, 0.1, 1.50, -2, 9007199254740991]').value).toEqual([
    1, 10, 31, 1000, 0.1, 1.5, -2, 9007199254740991,
  ]);
});

// The part after YAML's special characters is too long to occur in a message by chance.
const secrets = fc.stringMatching(/^[*&!]{0,3}[A-Za-z0-9]{8}[A-Za-z0-9!?.*&]{0,12}$/);
const keys = fc.constantFrom(
  'password',
  'admin_password',
  'secret',
  'token',
  'passwordx',
  'my_password_',
  'application_credential_secret',
  // Misspelt and short ones.
  ...['pasword', 'passwort', 'application_credential_secert', 'tokn', 'cooky', 'pass', 'pw', 'pwd'],
);

test('the frame of a mistake does not show a secret next to it', { tag: '@long' }, () => {
  const layouts: readonly ((key: string, secret: string) => string)[] = [
    (key, secret) => `a:\n  ${key}: '${secret}'\n  b: !x y\n`,
    (key, secret) => `a:\n  ${key}: ${secret}\n b: [\n`,
    (key, secret) => `a: { ${key}: "${secret}", c: !x y }\n`,
    (key, secret) => `a:\n  ${key}: |\n    ${secret}\n    b\n  c: !x y\n`,
    (key, secret) => `a:\n  ${key}: >-\n    ${secret}\n c: }\n`,
    // The colon is missing, so there is no key.
    (key, secret) => `a: 1\n${key} '${secret}'\nb: [\n`,
    (key, secret) => `a:\n  ${key}: !${secret} x\n  b: !x y\n`,
    (key, secret) => `a:\n  ${key}: &${secret}\n  b: !x y\n`,
    (key, secret) => `# the old ${key}: ${secret}\na: !x y\n`,
    (key, secret) => `a: "http://me:${secret}@host/v3" # ${key}\nb: !x y\n`,
    (key, secret) => `a: http://me:${secret}@host:99/v3 # ${key}\nb: [\n`,
    (key, secret) => `a: 'curl -H "X-Auth-Token: ${secret}"'\nb: !x ${key}\n`,
  ];
  fc.assert(
    fc.property(keys, secrets, fc.constantFrom(...layouts), (key, secret, layout) => {
      const { failures } = read(layout(key, secret));
      expect(failures.length).toBeGreaterThan(0);
      expect(JSON.stringify(failures)).not.toContain(secret.replace(/^[*&!]+/, ''));
    }),
    { numRuns: 500 },
  );
});

test('the number of mistakes on one line and the shown part of the line are limited', () => {
  const { failures } = read(`a: [${Array(4000).fill('!x y').join(', ')}]\n`);
  expect(failures.length).toBeLessThanOrEqual(50);
  for (const { frame = '' } of failures)
    for (const line of frame.split('\n')) expect(line.length).toBeLessThan(200);
});

test('many aliases, many keys and deep nesting are read in linear time', {
  tag: '@long',
}, () => {
  expect(read(`a: &a 1\nb: [${Array(8000).fill('*a').join(', ')}]\n`).failures).toEqual([]);
  expect(
    Object.keys(read(Array.from({ length: 60_000 }, (_, n) => `k${n}: 1\n`).join('')).value as object),
  ).toHaveLength(60_000);
  expect(read('['.repeat(20_000)).failures.length).toBeGreaterThan(0);
  expect(read(`${'['.repeat(200)}${']'.repeat(200)}`).failures).toHaveLength(1);
});
