import { METHODS, type Method, type RequestBody } from '../model.ts';
import type { Input } from './found-curl.ts';
import { type CurlOption, type Given, optionsOf } from './options.ts';
import { urlParts } from './url-service.ts';

/** A request as curl sends it. */
export interface CurlRequest {
  readonly method: Method;
  /** Includes the query, excludes the fragment. */
  readonly url: string;
  /** Lower-case names, including headers that curl adds for a body. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: RequestBody;
}

const FORM = 'application/x-www-form-urlencoded';
const BOUNDARY = 'run-scenarios-form';

export interface Reads {
  readonly input?: Input;
  /** The text of a file that the script wrote earlier. */
  readonly fileText?: (name: string) => string | undefined;
}

/**
 * The requests of a curl command: one per URL, separated by `--next`.
 * @param words the arguments of `curl`
 * @throws Error with the reason if it is not supported
 */
export function requestsOf(words: readonly string[], reads: Reads = {}): readonly CurlRequest[] {
  const parts: string[][] = [[]];
  for (const word of words) {
    if (word === '--next' || word === '-:') parts.push([]);
    else parts.at(-1)?.push(word);
  }
  return parts.flatMap((part) => requestsWith(optionsOf(part), reads));
}

function requestsWith(given: readonly Given[], reads: Reads): readonly CurlRequest[] {
  const urls = valuesOf(given, 'url');
  if (urls.length === 0) throw new Error('it has no URL');
  refuseStray(urls);
  const headers = headersOf(given);
  const asQuery = given.some(({ option }) => option === 'get');
  const payload = payloadOf(given, reads);
  const query = [...valuesOf(given, 'url-query'), ...(asQuery && payload ? [queryOf(payload)] : [])];
  const body = asQuery ? undefined : payload;
  if (body?.type && !headers.has('content-type')) headers.set('content-type', body.type);
  if (given.some(({ option }) => option === 'json') && !headers.has('accept'))
    headers.set('accept', 'application/json');
  const method = methodOf(valuesOf(given, 'request').at(-1) ?? defaultMethod(given, body !== undefined));
  const sent = Object.fromEntries(
    [...headers].flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const isLiteral = given.some(
    ({ option, name }) => option === 'ignored' && (name === 'g' || name === 'globoff'),
  );
  return urls.map((url) => {
    if (!isLiteral) refuseGlob(url);
    // Postman's notation for variables.
    const named = url.replace(/\{\{([\w-]+)\}\}/g, (_, name: string) => `\${${name}}`);
    const path = withFile(named, valuesOf(given, 'upload-file')[0]);
    return {
      method,
      url: withQuery(path.replace(/#.*/s, ''), query),
      headers: sent,
      body: body?.content,
    };
  });
}

const valuesOf = (given: readonly Given[], ...options: readonly CurlOption[]): readonly string[] =>
  given.filter(({ option }) => options.includes(option)).map(({ value }) => value);

/** Rejects a word that is not a URL, because it changes the meaning of other words. */
function refuseStray(urls: readonly string[]): void {
  const typographic = urls.find((url) => /^[–—−“”„‘’]|[“”„‘’]$/.test(url));
  if (typographic !== undefined)
    throw new Error(
      `"${typographic.slice(0, 40)}" has a typographic quote or dash, as web pages and word processors make them`,
    );
  if (urls.length === 1) return;
  for (const url of urls) {
    if (/^\$\{[\w-]+\}$/.test(url))
      throw new Error(`the value of ${url} is not known here, and it may be an option`);
    urlParts(url);
  }
}

/** Rejects `{a,b}` and `[1-3]`, which curl expands to several URLs. */
function refuseGlob(url: string): void {
  const glob = /(?<!\$)\{[^{}$]*,[^{}]*\}|\[(\d+-\d+|[a-z]-[a-z]|[A-Z]-[A-Z])(:\d+)?\]/.exec(url);
  if (glob)
    throw new Error(`curl sends several requests for ${glob[0].slice(0, 40)}: write -g, or each request`);
}

/** Appends the uploaded file's name to a URL that ends with a slash, as curl does. */
const withFile = (url: string, file: string | undefined): string =>
  file && file !== '-' && /^[^?]*[^/]\/[^?]*\/$/.test(url) && /:\/\/[^/]*\/./.test(url)
    ? url + (file.split('/').at(-1) ?? '')
    : url;

function defaultMethod(given: readonly Given[], hasBody: boolean): string {
  if (given.some(({ option }) => option === 'head')) return 'HEAD';
  if (given.some(({ option }) => option === 'upload-file')) return 'PUT';
  return hasBody ? 'POST' : 'GET';
}

function methodOf(word: string): Method {
  const method = METHODS.find((known) => known === word.toUpperCase());
  if (!method) throw new Error(`"${word.slice(0, 40)}" is not a method`);
  return method;
}

interface Payload {
  readonly content: RequestBody;
  /** The content type that curl sets. */
  readonly type?: string;
}

const DATA: readonly CurlOption[] = ['data', 'data-binary', 'data-raw', 'data-urlencode', 'json'];

function payloadOf(given: readonly Given[], reads: Reads): Payload | undefined {
  const [upload, second] = valuesOf(given, 'upload-file');
  if (second !== undefined) throw new Error('it uploads several files');
  if (upload !== undefined) return { content: fileOrInput(upload === '.' ? '-' : upload, reads) };
  const fields = valuesOf(given, 'form');
  if (fields.length > 0)
    return { content: { text: multipart(fields) }, type: `multipart/form-data; boundary=${BOUNDARY}` };
  const parts = given.filter(({ option }) => DATA.includes(option));
  if (parts.length === 0) return undefined;
  const type = parts.some(({ option }) => option === 'json') ? 'application/json' : FORM;
  const contents = parts.map((part) => contentOf(part, reads));
  const [only, more] = contents;
  if (only && more === undefined) return { content: only, type };
  const texts = contents.map((content) => {
    if (!('text' in content)) throw new Error('its body combines several files');
    return content.text;
  });
  return { content: { text: texts.join(type === FORM ? '&' : '') }, type };
}

function contentOf({ option, value }: Given, reads: Reads): RequestBody {
  if (/^\$\{command_\d+\}$/.test(value)) throw new Error('its body comes from another program');
  if (option === 'data-urlencode') return { text: urlEncoded(value, reads) };
  if (option === 'data-raw' || !value.startsWith('@')) return { text: value };
  const content = fileOrInput(value.slice(1), reads);
  // Only these options send a file unchanged.
  const asItIs = option === 'data-binary' || option === 'json';
  return asItIs || !('text' in content) ? content : { text: content.text.replace(/[\r\n\0]/g, '') };
}

function fileOrInput(name: string, { input, fileText }: Reads): RequestBody {
  if (name === '') throw new Error('its body has an empty file name');
  if (name !== '-' && name !== '/dev/stdin') {
    const text = fileText?.(name);
    return text === undefined ? { file: name } : { text };
  }
  if (input === undefined) throw new Error('its body comes from another program');
  return input;
}

/** Encodes the text of `name=text` and `=text`, or the file's text of `name@file`. */
function urlEncoded(value: string, { fileText }: Reads): string {
  const [, name = '', mark = '', rest = value] = /^([^=@]*)([=@])(.*)$/s.exec(value) ?? [];
  const text = mark === '@' ? fileText?.(rest) : rest;
  if (text === undefined) throw new Error('its body combines several files');
  const encoded = text.replace(/\$\{[\w-]+\}|[^$]+|\$/g, (part) =>
    part.startsWith('${') ? part : encodeURIComponent(part),
  );
  return name === '' ? encoded : `${name}=${encoded}`;
}

function multipart(fields: readonly string[]): string {
  const parts = fields.map((field) => {
    const [, name, value = ''] = /^([^=]+)=(.*)$/s.exec(field) ?? [];
    if (name === undefined) throw new Error(`the form's field "${field.slice(0, 40)}" has no value`);
    if (/^"?[@<]/.test(value)) throw new Error('a form that sends files is not supported');
    return `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  });
  return `${parts.join('')}--${BOUNDARY}--\r\n`;
}

function queryOf({ content }: Payload): string {
  if (!('text' in content)) throw new Error('a file cannot be a query');
  return content.text;
}

const withQuery = (path: string, more: readonly string[]): string =>
  more.length === 0 ? path : `${path}${path.includes('?') ? '&' : '?'}${more.join('&')}`;

/** Reads headers. `name:` removes one that curl would send, `name;` sends it empty. */
function headersOf(given: readonly Given[]): Map<string, string | undefined> {
  const headers: [string, string | undefined][] = [];
  for (const { option, value } of given) {
    if (option === 'header') headers.push(headerOf(value));
    else if (option === 'user-agent' || option === 'referer' || option === 'cookie')
      headers.push([option, value]);
    else if (option === 'range') headers.push(['range', `bytes=${value}`]);
  }
  return new Map(headers);
}

function headerOf(line: string): [string, string | undefined] {
  if (line.startsWith('@')) throw new Error('its headers are in a file: write them out');
  const [, name, mark, value = ''] = /^([^:;]+)([:;])(.*)$/s.exec(line) ?? [];
  if (name === undefined || (mark === ';' && value.trim() !== ''))
    throw new Error(`the header "${line.slice(0, 80)}" has no value`);
  if (mark === ';') return [name.trim().toLowerCase(), ''];
  return [name.trim().toLowerCase(), value.trim() === '' ? undefined : value.trim()];
}
