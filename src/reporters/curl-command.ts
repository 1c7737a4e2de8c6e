import { quote } from 'shell-quote';
import type { Exchange, RequestBody, Side } from '../model.ts';

/** The environment variable that holds the token of an exchange: `OS_TOKEN_TARGET_GLANCE_IMAGES_LIST_ADMIN`. */
export const tokenVariable = (side: Side, scenario: string, actor: string): string =>
  `OS_TOKEN_${side}_${scenario}_${actor}`.toUpperCase().replace(/[^A-Z0-9]+/g, '_');

/** A curl command that sends the same request again; its token comes from the environment. */
export function curlCommand(exchange: Exchange, token: string): string {
  const { method, url, requestHeaders, requestBody, actor } = exchange;
  const words = ['curl', '-g', '-i', ...(method === 'HEAD' ? ['-I'] : ['-X', method]), url];
  for (const [name, value] of Object.entries(requestHeaders)) words.push('-H', `${name}: ${value}`);
  if (requestBody) words.push('--data-binary', dataOf(requestBody));
  const header = actor === 'nobody' ? '' : ` -H "X-Auth-Token: $${token}"`;
  return words.map(shellWord).join(' ') + header;
}

function dataOf(body: RequestBody): string {
  if ('json' in body) return JSON.stringify(body.json);
  return 'text' in body ? body.text : `@${body.file}`;
}

/** shell-quote escapes with backslashes where single quotes are easier to read. */
const shellWord = (word: string): string =>
  /^[\w./:@%+=,-]+$/.test(word) ? word : word.includes("'") ? quote([word]) : `'${word}'`;
