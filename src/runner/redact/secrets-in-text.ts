import { isUtf8 } from 'node:buffer';
import { HIDDEN, isSecretName } from '../../assertions/secret-names.ts';

type Learn = (value: string) => void;

/** A text that matches none of these contains no secret. */
const SUSPICIOUS =
  /pass|pwd|pw["'\s:=\\%]|sig(?:nature)?["'\s:=\\%]|secret|token|cookie|key|credential|auth|jwt|@/i;

/**
 * A parameter of a URL, even of a URL nested in another's parameter. Repeated parts exclude the characters that follow
 * them, so that matching takes linear time.
 */
const PARAMETER =
  /([?&;#]|%(?:25)*(?:3[Ff]|26|3[Bb]|23))([\w.-]{1,80})(=|%(?:25)*3[Dd])([^\s"'<>&;#%\\]*(?:%(?!26|3[Ff]|3[Bb]|23|22)[^\s"'<>&;#%\\]*)*)/g;

/** A header, a line of configuration, or a number in JSON text. A value does not start like a variable. */
const LINE =
  /(^|[\s"'(])([\w.-]{1,80})((?:\\*["'])?\s{0,4}[:=]\s{0,4}(?:Bearer |Basic )?)((?![:$%?])[^\s"'<>,;{}[\]]{6,})/gi;

/** The password in `scheme://user:password@host`. */
const USER_INFO =
  /(:(?:\\*\/|%(?:25)*2[Ff]){2}[^\s/:@?#"'<>%]{0,200}(?::|%(?:25)*3[Aa]))([^\s/@?#"'<>]{1,200})(?=@|%(?:25)*40)/g;

/**
 * A name and the quote that opens its value: in JSON nested at any depth, Python's output, shells, and attributes of XML.
 */
const QUOTED = /(?<![\w.-])([\w.-]{1,80})(?:\\*["'])?\s{0,8}[:=]\s{0,8}[ub]?(\\*)(["'])/g;

/** An element of XML that holds only text. */
const ELEMENT = /(<)([\w.:-]{1,80})((?:\s[^<>]{0,200})?>)([^<]+)(?=<\/)/g;

/** A private key, up to its last line or the end of the text. */
const PRIVATE_KEY = /(-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----)([^-]*(?:-(?!----END)[^-]*)*)/g;

const BASE64 = /[\w+/-]{24,}/g;

/** Whether a run of Base64's characters may be text. Ids and checksums have letters of one case only. */
const mayBeText = (encoded: string): boolean => /[A-Z]/.test(encoded) && /[a-z]/.test(encoded);

/** A character of ASCII in JSON text that need not be escaped, so that words and Base64 are not found. */
const NEEDLESS_ESCAPE = /\\(?:\/|u00[2-7])/i;

/** Whether JSON text may contain the name of a secret, or Base64 that may contain one. */
export function mayNameSecrets(json: string): boolean {
  if (SUSPICIOUS.test(json) || NEEDLESS_ESCAPE.test(json)) return true;
  for (const [encoded] of json.matchAll(BASE64)) if (mayBeText(encoded)) return true;
  return false;
}

/**
 * Hides values next to the name of a secret.
 * @param learn receives each value, since it may appear elsewhere without its name; also values in Base64, which stay
 */
export function withoutNamed(text: string, learn: Learn): string {
  for (const [encoded] of text.matchAll(BASE64)) {
    if (!mayBeText(encoded)) continue;
    const decoded = Buffer.from(encoded, 'base64');
    if (isUtf8(decoded)) withoutNamedInPlain(decoded.toString(), learn);
  }
  return withoutNamedInPlain(text, learn);
}

function withoutNamedInPlain(text: string, learn: Learn): string {
  if (!SUSPICIOUS.test(text)) return text;
  const hide = (whole: string, start: string, name: string, sign: string, value: string): string => {
    if (!isSecretName(name) || value === '' || value.startsWith(HIDDEN)) return whole;
    learn(value);
    return start + name + sign + HIDDEN;
  };
  return withoutQuoted(text, learn)
    .replace(PARAMETER, hide)
    .replace(LINE, hide)
    .replace(ELEMENT, hide)
    .replace(PRIVATE_KEY, (whole, begin: string, key: string) => {
      if (key === HIDDEN) return whole;
      learn(key);
      return begin + HIDDEN;
    })
    .replace(USER_INFO, (whole, before: string, value: string) => {
      if (value.startsWith(HIDDEN)) return whole;
      learn(value);
      return before + HIDDEN;
    });
}

function withoutQuoted(text: string, learn: Learn): string {
  const parts: string[] = [];
  let done = 0;
  for (const match of text.matchAll(QUOTED)) {
    const [whole, name = '', slashes = '', quote = ''] = match;
    const start = match.index + whole.length;
    if (match.index < done || !isSecretName(name)) continue;
    const end = endOfValue(text, start, slashes.length, quote);
    const value = text.slice(start, end);
    if (value !== '') {
      learn(value);
      const plain = unescaped(value, slashes.length);
      if (plain !== value) learn(plain);
    }
    parts.push(text.slice(done, start), HIDDEN);
    done = end;
  }
  return done === 0 ? text : parts.join('') + text.slice(done);
}

/** The end of a value whose opening quote has `slashes` backslashes. Quotes inside the value have more. */
function endOfValue(text: string, start: number, slashes: number, quote: string): number {
  for (let at = text.indexOf(quote, start); at !== -1; at = text.indexOf(quote, at + 1)) {
    let before = 0;
    while (at - before > start && text[at - before - 1] === '\\') before++;
    if (before === slashes || (slashes === 0 && before % 2 === 0)) return at - slashes;
  }
  return text.length;
}

function unescaped(value: string, depth: number): string {
  let plain = value;
  try {
    for (let level = 0; level <= depth && plain.includes('\\'); level++)
      plain = JSON.parse(`"${plain}"`) as string;
  } catch {
    // Ignore text that is not JSON.
  }
  return plain;
}
