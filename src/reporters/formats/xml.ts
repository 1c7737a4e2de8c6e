export interface XmlElement {
  readonly name: string;
  /** Undefined attributes are omitted. */
  readonly attributes: Readonly<Record<string, string | number | undefined>>;
  /** Text or elements; without either, the element is empty. */
  readonly content?: string | readonly XmlElement[];
}

/** An indented XML document. Characters invalid in XML become U+FFFD. */
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

/** Escapes line breaks and tabs, which parsers would turn into spaces. */
const attributeValue = (text: string): string =>
  escaped(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');

/** Characters that XML 1.0 cannot contain, even escaped. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it searches for control characters
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu;

const escaped = (text: string): string =>
  text
    .replace(FORBIDDEN, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
