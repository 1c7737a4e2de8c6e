import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { xmlDocument } from '../../../src/reporters/formats/xml.ts';
import { parseXml } from '../../support/files/xml.ts';

/** Text with many characters that XML escapes, forbids or changes. */
const texts = fc.string({
  unit: fc.oneof(fc.constantFrom(...'<>&"\'\r\n\t\0\x07\x1b\ufffe\ud800]'), fc.string({ unit: 'binary' })),
});

/** The text that a parser returns. Characters invalid in XML are U+FFFD. */
const held = (text: string): string =>
  text.replace(/\p{Cs}/gu, '\ufffd').replace(/[^\t\n\r\x20-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');

test('a parser returns any attribute unchanged', () => {
  fc.assert(
    fc.property(texts, (value) => {
      const { attributes } = parseXml(xmlDocument({ name: 'case', attributes: { value } }));
      expect(attributes.value).toBe(held(value));
    }),
  );
});

test('a parser returns any text unchanged', () => {
  fc.assert(
    fc.property(texts, (content) => {
      // This parser ignores text that is only spaces.
      const { text } = parseXml(xmlDocument({ name: 'case', attributes: {}, content: `<${content}>` }));
      expect(text).toBe(held(`<${content}>`));
    }),
  );
});

test('elements are nested and indented; undefined attributes are omitted', () => {
  const child = { name: 'child', attributes: { a: 1, b: undefined } };
  expect(xmlDocument({ name: 'root', attributes: {}, content: [child, { ...child, content: 'x' }] })).toBe(
    `<?xml version="1.0" encoding="UTF-8"?>
<root>
  <child a="1"/>
  <child a="1">x</child>
</root>
`,
  );
});
