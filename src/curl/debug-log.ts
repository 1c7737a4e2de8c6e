import { messageOf } from '../errors.ts';
import { type CurlRequest, requestsOf } from './request.ts';
import type { Problem } from './shell/command.ts';
import { literal } from './shell/literal.ts';
import { readScript } from './shell/read-script.ts';

/** A request that a client logged, with the logged answer. */
export interface LoggedRequest {
  readonly at: number;
  /** Empty for a line that cannot be parsed. */
  readonly request: readonly CurlRequest[];
  readonly problem?: Problem;
  readonly status?: number;
  readonly body?: string;
}

const REQUEST =
  /^.*?\bREQ: (?=curl\b)|^.*?\b(?:DEBUG|INFO)\b.*?(?=curl -g -i )|^(?=curl -g -i [^'"]*(?:'[^']*'[^'"]*|"[^"]*"[^'"]*)*\shttps?:\/\/[^\s'"]*&)/;
const RESPONSE = /\bRESP: \[(\d{3})\]|^HTTP\/[\d.]+ (\d{3})\b/;
const BODY = /\bRESP BODY: ?/;
/** A line that starts another log record. */
const RECORD =
  /^(?:(?:DEBUG|INFO|WARNING|ERROR)\b|\d{4}-\d\d-\d\d[ T]\d\d:\d\d|(?:REQ|RESP|RESP BODY): |(?:GET|POST|PUT|DELETE|PATCH|HEAD) call to |https?:\/\/\S+ "|Starting new |Resetting |Request returned |Making authentication |Auth plugin |Using parameters |clean_up |END return|START with|Instantiating |command: |run\(|cmd |take_action|prepare_to_run|[+|] ?[-\w ]*[+|])/;

export const isDebugLog = (text: string): boolean =>
  text.split('\n').some((line) => REQUEST.test(line.slice(0, 2000)));

/** Requests in a log of `openstack --debug` or another client. Lines end with LF. */
export function debugRequests(text: string): readonly LoggedRequest[] {
  const found: { -readonly [Key in keyof LoggedRequest]: LoggedRequest[Key] }[] = [];
  let at = 0;
  let open: 'request' | 'body' | 'answer' | undefined;
  let command = '';
  const finish = () => {
    const last = found.at(-1);
    if (open === 'request' && last) Object.assign(last, requestIn(command, last.at));
    open = undefined;
  };
  for (const line of text.split('\n')) {
    const start = REQUEST.exec(line.slice(0, 2000))?.[0];
    const [, keystone, plain] = RESPONSE.exec(line) ?? [];
    const last = found.at(-1);
    if (start !== undefined) {
      finish();
      open = 'request';
      command = line.slice(start.length);
      found.push({ at: at + start.length, request: [] });
    } else if (last && (keystone ?? plain) !== undefined) {
      finish();
      last.status ??= Number(keystone ?? plain);
      open = plain === undefined ? undefined : 'answer';
    } else if (last && BODY.test(line)) {
      finish();
      open = 'body';
      last.body ??= withoutWhere(line.replace(/^.*?\bRESP BODY: ?/, ''));
    } else if (RECORD.test(line)) finish();
    else if (open === 'request') command += `\n${line}`;
    else if (open === 'body' && last) last.body += `\n${withoutWhere(line)}`;
    else if (open === 'answer' && last && /^\s*[{[]/.test(line)) {
      last.body = line;
      open = 'body';
    }
    at += line.length + 1;
  }
  finish();
  return found;
}

/** Removes the code position that a service appends to a log line. */
const withoutWhere = (line: string): string =>
  line.replace(
    /\s+(_http_log_request|_http_log_response|log_curl_request|log_http_response|request)\s+\/\S+:\d+\s*$/,
    '',
  );

function requestIn(logged: string, at: number): Pick<LoggedRequest, 'request' | 'problem'> {
  try {
    return { request: requestsOf(wordsOf(withoutWhere(logged.trimEnd()))) };
  } catch (error) {
    return { request: [], problem: { at, reason: messageOf(error), fix: 'Write it as a curl command.' } };
  }
}

/** Splits a logged command into words. keystoneauth quotes bodies without escaping quotes in them. */
function wordsOf(line: string): readonly string[] {
  const [, head = line, data] = /^(.*?) -d '(.*)'$/s.exec(line) ?? [];
  // Quote the bare URL, because a shell would interpret characters such as * and &.
  const bare = head.replace(/(?<= )(https?:\/\/[^\s'"]+)(?= |$)/, (url) => `'${url}'`);
  const [command] = readScript(bare).commands;
  if (command?.problem) throw new Error(command.problem.reason);
  const words = command?.words.slice(1) ?? [];
  return data === undefined ? words : [...words, '--data-raw', literal(data)];
}
