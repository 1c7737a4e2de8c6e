import { parseArgs } from 'node:util';
import { parse } from 'shell-quote';
import { METHODS, type Method, type RequestTemplate } from '../../model.ts';

const OPTIONS = {
  request: { type: 'string', short: 'X' },
  header: { type: 'string', short: 'H', multiple: true },
  data: { type: 'string', short: 'd', multiple: true },
  'data-raw': { type: 'string', multiple: true },
  'data-binary': { type: 'string', multiple: true },
  head: { type: 'boolean', short: 'I' },
  globoff: { type: 'boolean', short: 'g' },
  include: { type: 'boolean', short: 'i' },
  silent: { type: 'boolean', short: 's' },
  'show-error': { type: 'boolean', short: 'S' },
  verbose: { type: 'boolean', short: 'v' },
  location: { type: 'boolean', short: 'L' },
  url: { type: 'string' },
} as const;

/**
 * The request that a curl command sends. Its token is left out: the step's actor has its own. The URL loses what
 * stands before its path, so that `${glance}/v2/images` and `http://host:9292/v2/images` are the same.
 * @throws Error with the reason, for a command that is not understood.
 */
export function parseCurl(command: string): RequestTemplate {
  if (/['"]/.test(command.replace(/\\.|'[^']*'|"(?:\\.|[^"\\])*"/gs, '')))
    throw new Error('a quote is not closed');
  const words = parse(command.replaceAll('\\\n', ' '), (name) => `\${${name}}`).map((word) => {
    if (typeof word === 'string') return word;
    if ('pattern' in word) return word.pattern;
    throw new Error(`"${'op' in word ? word.op : '#'}" does not belong into a curl step`);
  });
  if (words[0] !== 'curl') throw new Error('it does not begin with "curl"');
  const { values, positionals } = parseArgs({
    args: words.slice(1),
    options: OPTIONS,
    allowPositionals: true,
  });
  const urls = [...positionals, ...(values.url === undefined ? [] : [values.url])];
  if (urls.length !== 1) throw new Error(`it has ${urls.length} URLs instead of one`);
  const data = [...(values.data ?? []), ...(values['data-raw'] ?? []), ...(values['data-binary'] ?? [])];
  if (data.some((text) => text.startsWith('@'))) throw new Error('use "file:" for a body from a file');
  const body = data.length === 0 ? undefined : { text: data.join('&') };
  return {
    method: methodOf(values.request ?? (values.head ? 'HEAD' : body ? 'POST' : 'GET')),
    path: pathOf(urls[0] as string),
    headers: headersOf(values.header ?? [], body !== undefined),
    ...(body ? { body } : {}),
  };
}

function pathOf(url: string): string {
  const path = url.replace(/^(https?:\/\/[^/]+|\$\{\w+\})(?=\/)/, '');
  if (!/^(\/|\$\{)/.test(path)) throw new Error(`"${url}" is not a URL with a path`);
  return path;
}

function methodOf(word: string): Method {
  const method = METHODS.find((known) => known === word);
  if (!method) throw new Error(`"${word}" is not a method`);
  return method;
}

function headersOf(lines: readonly string[], hasBody: boolean): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 1) throw new Error(`the header "${line}" has no value`);
    const name = line.slice(0, colon).trim().toLowerCase();
    if (name !== 'x-auth-token') headers[name] = line.slice(colon + 1).trim();
  }
  // What curl itself sends with -d.
  if (hasBody) headers['content-type'] ??= 'application/x-www-form-urlencoded';
  return headers;
}
