import type { RequestTemplate, Service } from '../model.ts';
import { debugRequests, isDebugLog } from './debug-log.ts';
import { type CurlRequest, requestsOf } from './request.ts';
import { curlsOf } from './script-curls.ts';
import { inBash } from './shell/in-bash.ts';
import { readScript } from './shell/read-script.ts';
import { readTranscript } from './shell/transcript.ts';
import { urlParts } from './url-service.ts';

/**
 * Parses a curl command as printed by `openstack --debug` or this tool, or copied from a shell or browser. Drops its
 * token, because the step's actor has its own. Removes the part of the URL before the inventory's path:
 * `${glance}/v2/images`, `http://host:9292/v2/images` and `https://host/image/v2/images` are equal.
 * @throws Error with the reason if the command cannot be parsed
 */
export function parseCurl(command: string, service: Service = 'glance'): RequestTemplate {
  const { url, headers, ...request } = onlyRequest(command.replaceAll('\r\n', '\n'));
  const { 'x-auth-token': _, ...others } = headers;
  const template = { ...request, path: pathIn(url, service), headers: others };
  const own = /\$\{command_\d+\}/.test(JSON.stringify(template));
  if (own) throw new Error('it contains another command');
  return template;
}

function onlyRequest(command: string): CurlRequest {
  // Text that starts with curl is not a log, regardless of its body.
  const isPlain = /^\s*curl(\.exe)?\s/.test(command);
  if (!isPlain && isDebugLog(command)) return oneOf(debugRequests(command).flatMap(({ request }) => request));
  const text = inBash(command);
  const script = isPlain
    ? readScript(text, { everywhere: true })
    : readTranscript(text, { everywhere: true });
  const { curls, problems } = curlsOf(script, (name) => /token/i.test(name));
  const [only, second] = curls;
  const problem = only?.problem ?? problems[0] ?? script.commands.find((each) => each.problem)?.problem;
  if (second) throw new Error('there are two commands: make it two steps');
  if (problem && (only || problems.length > 0)) throw new Error(`${problem.reason}`);
  if (!only) throw new Error(problem?.reason ?? 'it does not begin with "curl"');
  const stray = script.commands.find(
    (each) => each !== script.commands.find(({ at }) => at === only.at) && isStray(each.words),
  );
  if (stray && stray.at > only.at && stray.words[0]?.startsWith('-'))
    throw new Error('a line ends before the command: end it with \\');
  return oneOf(
    requestsOf(only.words, {
      input: only.input,
      fileText: (name) => only.files.get(name),
    }),
  );
}

const isStray = (words: readonly string[]): boolean => words.length > 0;

function oneOf(requests: readonly CurlRequest[]): CurlRequest {
  const [request, second] = requests;
  if (!request) throw new Error('it has no request');
  if (second)
    throw new Error(
      `it has ${requests.length} URLs instead of one: it sends several requests, make each a step`,
    );
  return request;
}

/** The path for the scenario's service. For another service, prefixed by its URL variable. */
function pathIn(url: string, service: Service): string {
  const { service: found = service, path, atRoot } = urlParts(url, service);
  if (found === service) return atRoot && /^https?:/.test(url) ? `\${nova_root}${path}` : path;
  return found === 'glance' || found === 'nova' || found === 'neutron' ? `\${${found}}${path}` : path;
}
