export interface XmlElement {
  readonly name: string;
  /** Those that are undefined are left out. */
  readonly attributes: Readonly<Record<string, string | number | undefined>>;
  /** A text, or elements; an empty element without either. */
  readonly content?: string | readonly XmlElement[];
}

/** An XML document, indented; what XML cannot hold is shown as U+FFFD. */
export const xmlDocument = (root: XmlElement): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${elementText(root, '')}\n`;

function elementText({ name, attributes, content }: XmlElement, indent: string): string {
  const tag = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .reduce((text, [key, value]) => `${text} ${key}="${attributeValue(String(value))}"`, `${indent}<${name}`);
  if (content === undefined || content.length === 0) return `${tag}/>`;
  if (typeof content === 'string') return `${tag}>${escaped(content)}</${name}>`;
  const children = content.map((child) => elementText(child, `${indent}  `));
  return `${tag}>\n${children.join('\n')}\n${indent}</${name}>`;
}

/** A parser would turn a bare line break into a space. */
const attributeValue = (text: string): string =>
  escaped(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');

/** What an XML 1.0 document cannot hold in any form. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu;

const escaped = (text: string): string =>
  text
    .replace(FORBIDDEN, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
