import {
  METHODS,
  type Method,
  type RequestBody,
  type RequestTemplate,
  type Service,
} from '../../../model.ts';
import { type CurlOption, type Given, optionsOf } from './options.ts';
import { type ShellCommand, shellCommand } from './shell-words.ts';

const FORM = 'application/x-www-form-urlencoded';
const BOUNDARY = 'run-scenarios-form';

/**
 * The request that a curl command sends, as people have them: printed by `openstack --debug`, by this tool, pasted from
 * a shell or a browser. Its token is left out: the step's actor has its own. The URL loses what stands before the path
 * that the inventory has, so that `${glance}/v2/images`, `http://host:9292/v2/images` and `https://host/image/v2/images`
 * are the same.
 * @throws Error with the reason, for a command that is not understood
 */
export function parseCurl(command: string, service: Service = 'glance'): RequestTemplate {
  const { words, input } = wordsOf(command);
  if (words[0] !== 'curl') throw new Error('it does not begin with "curl"');
  const given = optionsOf(words.slice(1));
  const urls = valuesOf(given, 'url');
  if (urls.length !== 1) throw new Error(`it has ${urls.length} URLs instead of one`);
  const headers = headersOf(given);
  const asQuery = given.some(({ option }) => option === 'get');
  const payload = payloadOf(given, input);
  const query = [...valuesOf(given, 'url-query'), ...(asQuery && payload ? [queryOf(payload)] : [])];
  const body = asQuery ? undefined : payload;
  if (body?.type) headers['content-type'] ??= body.type;
  if (given.some(({ option }) => option === 'json')) headers.accept ??= 'application/json';
  const method = valuesOf(given, 'request').at(-1) ?? defaultMethod(given, body !== undefined);
  return {
    method: methodOf(method),
    path: withQuery(pathOf(urls[0] as string, service), query),
    headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)) as Record<
      string,
      string
    >,
    ...(body ? { body: body.content } : {}),
  };
}

/** keystoneauth prints bodies between quotes as they are, with the quotes in them. */
function wordsOf(command: string): ShellCommand {
  const [, line] = /\bREQ: (curl\b.*?)\s*$/s.exec(command) ?? [];
  const text = (line ?? command).replace(/\s+_http_log_request \S+$/, '');
  const [, head, data] = (line && /^(.*?) -d '(.*)'$/s.exec(text)) || [];
  if (head === undefined || data === undefined) return shellCommand(text);
  return { words: [...shellCommand(head).words, '--data-raw', data] };
}

const valuesOf = (given: readonly Given[], ...options: readonly CurlOption[]): readonly string[] =>
  given.filter(({ option }) => options.includes(option)).map(({ value }) => value);

function defaultMethod(given: readonly Given[], hasBody: boolean): string {
  if (given.some(({ option }) => option === 'head')) return 'HEAD';
  if (given.some(({ option }) => option === 'upload-file')) return 'PUT';
  return hasBody ? 'POST' : 'GET';
}

interface Payload {
  readonly content: RequestBody;
  /** The type that curl gives it. */
  readonly type?: string;
}

function payloadOf(given: readonly Given[], input: string | undefined): Payload | undefined {
  const [upload, second] = valuesOf(given, 'upload-file');
  if (second !== undefined) throw new Error('it uploads several files');
  if (upload !== undefined) return { content: fileOrInput(upload, input) };
  const fields = valuesOf(given, 'form');
  if (fields.length > 0)
    return { content: { text: multipart(fields) }, type: `multipart/form-data; boundary=${BOUNDARY}` };
  const parts = given.filter(({ option }) => DATA.includes(option));
  if (parts.length === 0) return undefined;
  const type = parts.some(({ option }) => option === 'json') ? 'application/json' : FORM;
  const [first] = parts;
  const isRaw = first?.option === 'data-raw' || first?.option === 'data-urlencode';
  if (parts.length === 1 && first && !isRaw && first.value.startsWith('@'))
    return { content: fileOrInput(first.value.slice(1), input), type };
  const texts = parts.map(({ option, value }) => {
    if (option === 'data-urlencode') return urlEncoded(value);
    if (option !== 'data-raw' && value.startsWith('@')) throw new Error('its body is made of several files');
    return value;
  });
  return { content: { text: texts.join(type === FORM ? '&' : '') }, type };
}

const DATA: readonly CurlOption[] = ['data', 'data-binary', 'data-raw', 'data-urlencode', 'json'];

function fileOrInput(name: string, input: string | undefined): RequestBody {
  if (name !== '-') return { file: name };
  if (input === undefined) throw new Error('its body comes from another program');
  return { text: input };
}

/** `name=text` and `=text`: the text is encoded. */
function urlEncoded(value: string): string {
  const [, name = '', text = value] = /^([^=@]*)=(.*)$/s.exec(value) ?? [];
  if (/^[^=]*@/.test(value)) throw new Error('its body is made of several files');
  const encoded = text.replace(/\$\{[\w-]+\}|[^$]+|\$/g, (part) =>
    part.startsWith('${') ? part : encodeURIComponent(part),
  );
  return name === '' ? encoded : `${name}=${encoded}`;
}

function multipart(fields: readonly string[]): string {
  const parts = fields.map((field) => {
    const [, name, value = ''] = /^([^=]+)=(.*)$/s.exec(field) ?? [];
    if (name === undefined) throw new Error(`the form's field "${field.slice(0, 40)}" has no value`);
    if (/^[@<]/.test(value)) throw new Error('a form that sends files is not understood');
    return `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  });
  return `${parts.join('')}--${BOUNDARY}--\r\n`;
}

function queryOf({ content }: Payload): string {
  if (!('text' in content)) throw new Error('a file is no query');
  return content.text;
}

const withQuery = (path: string, more: readonly string[]): string =>
  more.length === 0 ? path : `${path}${path.includes('?') ? '&' : '?'}${more.join('&')}`;

const PREFIXES: Readonly<Record<Service, RegExp>> = {
  glance: /^\/image(?=\/v\d)/,
  // Nova's paths begin below its version, and below the project where older clients put it.
  nova: /^(?:\/compute)?\/v2(?:\.\d+)?(?:\/(?:[0-9a-f]{32}|\$\{(?:project|OS_PROJECT_ID)\}))?(?=\/|$)/,
};

function pathOf(url: string, service: Service): string {
  const path = url
    .replace(/^(?:https?:\/\/)?(?:\[[^\]/]*\]|[\w.-]+)(?::\d+)?(?=\/)|^\$\{\w+\}(?=\/)/, '')
    .replace(/#.*/, '');
  const own = path.replace(PREFIXES[service], '') || '/';
  if (!/^(\/|\$\{)/.test(own)) throw new Error(`"${url.slice(0, 80)}" is not a URL with a path`);
  return own;
}

function methodOf(word: string): Method {
  const method = METHODS.find((known) => known === word.toUpperCase());
  if (!method) throw new Error(`"${word.slice(0, 40)}" is not a method`);
  return method;
}

/** `name:` takes a header away that curl would send, `name;` sends it empty. */
function headersOf(given: readonly Given[]): Record<string, string | undefined> {
  const headers: [string, string | undefined][] = [];
  for (const { option, value } of given) {
    if (option === 'header') headers.push(headerOf(value));
    else if (option === 'user-agent' || option === 'referer' || option === 'cookie')
      headers.push([option, value]);
    else if (option === 'range') headers.push(['range', `bytes=${value}`]);
  }
  return Object.fromEntries(headers.filter(([name]) => name !== 'x-auth-token'));
}

function headerOf(line: string): [string, string | undefined] {
  const [, name, mark, value = ''] = /^([^:;]+)([:;])(.*)$/s.exec(line) ?? [];
  if (name === undefined || (mark === ';' && value !== ''))
    throw new Error(`the header "${line.slice(0, 80)}" has no value`);
  if (mark === ';') return [name.trim().toLowerCase(), ''];
  return [name.trim().toLowerCase(), value.trim() === '' ? undefined : value.trim()];
}
