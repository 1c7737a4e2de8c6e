import { createHash } from 'node:crypto';
import { type BrokenExchange, type Exchange, type RequestBody, type Side, writeStored } from '../model.ts';

/** Ids whose variable is distinct without a hash. */
const PLAIN = /^[a-z\d]+([/-][a-z\d]+)*$/;

/** The environment variable for an exchange's token, another for each scenario: `OS_TOKEN_TARGET_GLANCE_IMAGES_LIST__PAGES_ADMIN`. */
export function tokenVariable(side: Side, scenario: string, actor: string): string {
  const hash = PLAIN.test(scenario)
    ? ''
    : `_${createHash('sha256').update(scenario).digest('hex').slice(0, 8)}`;
  const id = scenario.replaceAll('-', '__').replace(/[^A-Za-z\d_]+/g, '_');
  return `OS_TOKEN_${side}_${id}${hash}_${actor}`.toUpperCase();
}

/** A curl command that repeats the request. Its token comes from the environment. */
export function curlCommand(exchange: Exchange | BrokenExchange, token: string): string {
  const { method, url, requestHeaders, requestBody, actor } = exchange;
  const words = ['curl', '-g', '-i', ...(method === 'HEAD' ? ['-I'] : ['-X', method]), url];
  // By default curl resolves `..` in the path.
  if (DOT_SEGMENT.test(url)) words.splice(1, 0, '--path-as-is');
  for (const [name, value] of Object.entries(requestHeaders)) {
    words.push('-H', value === '' ? `${name};` : `${name}: ${value}`);
  }
  if (requestBody) {
    // By default curl sends data as a form.
    if (!requestHeaders['content-type']) words.push('-H', 'content-type:');
    words.push(...dataOf(requestBody));
  }
  const header = actor === 'nobody' ? '' : ` -H "X-Auth-Token: $${token}"`;
  return words.map(shellWord).join(' ') + header;
}

const DOT_SEGMENT = /\/(\.|%2e){1,2}(?=[/?]|$)/i;

function dataOf(body: RequestBody): string[] {
  if ('file' in body) return ['--data-binary', `@${body.file}`];
  return ['--data-raw', 'json' in body ? writeStored(body) : body.text];
}

/** Quotes a word for a shell. Splits `${`, so that a scenario does not read it as a variable either. */
const shellWord = (word: string): string =>
  /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''").replaceAll('${', () => "$''{")}'`;
