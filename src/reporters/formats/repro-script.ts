import { groupsOf, type StepGroup } from '../../analysis/step-groups.ts';
import { references } from '../../assertions/variables.ts';
import type { Matcher, RequestBody, Scenario, Step } from '../../model.ts';
import { visible } from '../text/visible.ts';
import { jqPath } from './jq-path.ts';

export interface ScriptParts {
  /** The expected observations, one per line, for comments at the top of the script. */
  readonly seen: readonly string[];
  /** Returns the content of a file that a step sends. */
  readonly read: (file: string) => Buffer;
}

/**
 * A scenario as a standalone bash script for a bug report. It needs only bash, curl and jq. The difference shows in its
 * output on two clouds.
 */
export function reproScript(scenario: Scenario, { seen, read }: ScriptParts): string {
  const given = new Set(Object.keys(scenario.vars));
  const wanted = new Set<string>();
  for (const step of scenario.steps) {
    for (const name of references([step.request, step.poll])) if (!given.has(name)) wanted.add(name);
    for (const name of Object.keys(step.capture)) given.add(name);
  }
  const services = [...new Set(scenario.steps.map(({ service }) => service))];
  const actors = [...new Set(scenario.steps.map(({ as }) => as))].filter((actor) => actor !== 'nobody');
  const ids = [...wanted].filter((name) => !MADE.test(name) && !services.includes(name as never));
  const groups = groupsOf(scenario.steps);
  const lines = [
    '#!/usr/bin/env bash',
    `# ${comment(scenario.name)}`,
    ...seen.map((line) => `# ${comment(line)}`),
    '#',
    '# Run it against each of the two clouds, and compare: bash repro.sh > one.txt; …; diff one.txt other.txt',
    '# It needs bash, curl and jq, and these variables; a token is what `openstack token issue -f value -c id` prints.',
    'set -u',
    ...services.map((name) => `: "\${${variable(name)}:?URL of the ${SERVICE_NAMES[name]} service}"`),
    ...actors.map((actor) => `: "\${TOKEN_${actor.toUpperCase()}:?token of ${ACTOR_NAMES[actor]}}"`),
    ...ids.map((name) => `: "\${${variable(name)}:?${ID_NAMES[name] ?? `value of ${name}`}}"`),
    ...[...wanted].filter((name) => MADE.test(name)).map((name) => `${variable(name)}=$(${made(name)})`),
    ...Object.entries(scenario.vars).map(([name, value]) => `${variable(name)}=${quoted(String(value))}`),
    'answer=$(mktemp) headers=$(mktemp) sent=$(mktemp)',
    'trap \'rm -f "$answer"* "$headers"* "$sent"*\' EXIT',
    ...groups.flatMap((group, index) => groupLines(group, index === groups.length - 1, read)),
  ];
  return `${lines.join('\n')}\n`;
}

const SERVICE_NAMES: Readonly<Record<string, string>> = { glance: 'image', nova: 'compute, with its /v2.1' };

const ACTOR_NAMES: Readonly<Record<string, string>> = {
  member: 'a member of a project',
  admin: 'an administrator',
  reader: 'a reader of that project',
  other: 'a member of another project',
};

const ID_NAMES: Readonly<Record<string, string>> = {
  project: 'id of the project',
  other_project: 'id of the other project',
  user: 'id of the user',
  other_user: 'id of the other user',
  image: 'id of an image',
  flavor: 'id of a flavor',
  other_flavor: 'id of another flavor',
  network: 'id of a network',
};

const MADE = /^(uuid\d|unique)$/;

const made = (name: string): string =>
  name === 'unique'
    ? 'printf "run-scenarios-%s-7%s" "$(printf %012x "$(date +%s000)" | sed "s/./&-/8")" "$(tail -c +16 /proc/sys/kernel/random/uuid)"'
    : 'cat /proc/sys/kernel/random/uuid';

const variable = (name: string): string => name.replace(/\W/g, '_').toUpperCase();

/** A line break would end the comment. */
const comment = visible;

/** A double-quoted text in which the shell expands only `${variables}`. */
function filled(text: string): string {
  const parts = text.split(/(\$\$\{|\$\{[A-Za-z_][\w-]*\})/);
  const words = parts.map((part, index) => {
    if (index % 2 === 0) return part.replace(/[\\"$`]/g, '\\$&');
    return part === '$${' ? '\\${' : `\${${variable(part.slice(2, -1))}}`;
  });
  return `"${words.join('')}"`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The files of a request. Requests at once have their own. */
interface Files {
  readonly answer: string;
  readonly headers: string;
  readonly sent: string;
}

function filesOf({ atOnce }: Step): Files {
  const end = atOnce ? `.${atOnce.number}` : '';
  return { answer: `"$answer${end}"`, headers: `"$headers${end}"`, sent: `"$sent${end}"` };
}

/** Sends a step, or several in the background; then shows and captures their answers. */
function groupLines(group: StepGroup, last: boolean, read: ScriptParts['read']): string[] {
  const shown = ({ headers, answer }: Files) =>
    last ? [`cat ${headers}`, `jq -S . ${answer} 2>/dev/null || cat ${answer}`] : [];
  const after = group.flatMap((step) => [
    ...shown(filesOf(step)),
    ...Object.entries(step.capture).map(([name, from]) => captured(name, from, filesOf(step))),
  ]);
  const [first] = group;
  const send = group.flatMap((step) => [`\n# ${comment(step.name)}`, ...sendLines(step, read)]);
  return [...send, ...(first.atOnce ? ['\nwait'] : []), ...after];
}

function sendLines(step: Step, read: ScriptParts['read']): string[] {
  const { request, service, as: actor, poll, atOnce } = step;
  const files = filesOf(step);
  const url = request.path.startsWith('/')
    ? filled(`\${${service}}${request.path}`)
    : link(request.path, service);
  const headers = [
    ...Object.entries(request.headers).map(([name, value]) => `-H ${filled(`${name}: ${value}`)}`),
    ...(actor === 'nobody' ? [] : [`-H "X-Auth-Token: $TOKEN_${actor.toUpperCase()}"`]),
  ];
  const method = request.method === 'HEAD' ? '--head' : `-X ${request.method}`;
  const send = [
    ...(request.body ? bodyLines(request.body, files, read) : []),
    `curl -sg ${method} ${url} ${[...headers, ...(request.body ? dataOf(request, files) : [])].join(' ')} -D ${files.headers} -o ${files.answer}${atOnce ? ' &' : ''}`,
  ];
  if (!poll) return send;
  return [
    `for _ in $(seq ${Math.ceil(poll.timeout / 2000)}); do`,
    ...send.map((line) => `  ${line}`),
    `  ${until(poll.until.body)} && break`,
    '  sleep 2',
    'done',
  ];
}

/** A link in a response may be only a path. */
const link = (path: string, service: Step['service']): string =>
  filled(path).replace(/^"\$\{(\w+)\}"$/, (_, name) => `"\${${name}/#\\//$${variable(service)}/}"`);

function dataOf({ body, headers }: Step['request'], { sent }: Files): string[] {
  const type = headers['content-type'] === undefined && !(body && 'json' in body) ? ['-H content-type:'] : [];
  const json =
    headers['content-type'] === undefined && body && 'json' in body
      ? ['-H "content-type: application/json"']
      : [];
  return [...type, ...json, `--data-binary @${sent}`];
}

function bodyLines(body: RequestBody, { sent }: Files, read: ScriptParts['read']): string[] {
  if ('file' in body) return [`base64 -d > ${sent} <<< ${read(body.file).toString('base64')}`];
  return [`printf %s ${filled('json' in body ? JSON.stringify(body.json) : body.text)} > ${sent}`];
}

/** A jq test for the state that a step polls for. Conditions that jq cannot express are never true. */
function until(body: Readonly<Record<string, Matcher>>): string {
  const tests = Object.entries(body).flatMap(([path, { equals }]) => {
    const at = jqPath(path);
    return at && equals !== undefined ? [`${at} == ${JSON.stringify(equals)}`] : [];
  });
  return tests.length > 0 ? `jq -e ${quoted(tests.join(' and '))} "$answer" >/dev/null` : 'false';
}

function captured(name: string, source: Step['capture'][string], { answer, headers }: Files): string {
  const { from, matches } = typeof source === 'string' ? { from: source, matches: undefined } : source;
  const header = /^header:(.+)$/.exec(from)?.[1];
  const path = jqPath(from);
  const value = header
    ? `sed -n ${quoted(`s/^${header}: *//Ip`)} ${headers} | tr -d '\\r'`
    : path
      ? `jq -r ${quoted(path)} ${answer}`
      : undefined;
  if (value === undefined) return `${variable(name)}=  # TODO: what ${comment(from)} gives of ${answer}`;
  const part = matches ? ` | grep -oP -m1 ${filled(matches)}` : '';
  return `${variable(name)}=$(${value}${part})`;
}
