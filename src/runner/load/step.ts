import { dirname, resolve } from 'node:path';
import { compile } from 'json-p3';
import { matchEndpoint } from '../../assertions/endpoint.ts';
import { references } from '../../assertions/variables.ts';
import { type ErrorCode, messageOf } from '../../errors.ts';
import type {
  Failure,
  Inventory,
  Json,
  Method,
  Poll,
  RequestBody,
  RequestTemplate,
  Service,
  Step,
} from '../../model.ts';
import { METHODS } from '../../model.ts';
import { nearest, suggest } from '../../yaml/nearest.ts';
import type { DocPath, YamlFile } from '../../yaml/yaml-file.ts';
import { parseCurl } from './curl.ts';
import { insideFolder } from './inside-folder.ts';
import { expectationOf, expectationPlaces } from './matcher.ts';

// biome-ignore lint/suspicious/noExplicitAny: the shape was checked against the schema before
export type RawStep = Readonly<Record<string, any>>;

export interface StepContext {
  readonly yaml: YamlFile;
  readonly service: Service;
  readonly inventory: Inventory;
  readonly folder: string;
  /** Variables that have a value when the step runs; grows with its captures. */
  readonly known: Set<string>;
  readonly failures: Failure[];
}

/** A step of the file as data, its mistakes added to `context.failures`; undefined when it has no request. */
export function readStep(raw: RawStep, path: DocPath, context: StepContext): Step | undefined {
  const { yaml, service } = context;
  const report = (
    code: ErrorCode,
    at: DocPath,
    message: string,
    fix?: string,
    of: 'key' | 'value' = 'value',
  ) => context.failures.push(yaml.failure(code, [...path, ...at], message, fix, of));

  const found = readRequest(raw, context.yaml, report);
  if (!found) return undefined;
  const { request, key } = found;
  const endpoint = request.path.startsWith('/')
    ? matchEndpoint(context.inventory, request.method, request.path)
    : undefined;
  if (raw.unrouted && endpoint) {
    report(
      'ENDPOINT_UNKNOWN',
      [key],
      `This is the endpoint ${endpoint.method} ${endpoint.path}.`,
      'Leave "unrouted" out.',
    );
  } else if (!raw.unrouted && !endpoint && request.path.startsWith('/')) {
    const names = context.inventory.endpoints.map((each) => `${each.method} ${each.path}`);
    const best = nearest(
      `${request.method} ${request.path.replace(/\?.*/, '').replaceAll('${', '{')}`,
      names,
    );
    const message = `No endpoint of ${service} ${context.inventory.release} is ${request.method} ${request.path.replace(/\?.*/, '')}.`;
    const fix = `${best ? `Did you mean "${best}"? ` : ''}Write "unrouted: true" if the service has none on purpose.`;
    report('ENDPOINT_UNKNOWN', [key], message, fix);
  }
  checkVariables(raw, path, context);
  checkPaths(raw, report);
  if (raw.file !== undefined) checkFile(raw.file, context, report);
  for (const name of Object.keys(raw.capture ?? {})) context.known.add(name);
  return {
    name: raw.name ?? `${request.method} ${request.path}`,
    place: yaml.place([...path, key], 'key'),
    service,
    ...(endpoint ? { endpoint } : {}),
    as: raw.as ?? 'member',
    request,
    expect: expectationOf(raw.expect),
    expectPlaces: expectationPlaces(yaml, [...path, 'expect'], raw.expect),
    capture: raw.capture ?? {},
    ...(raw.poll ? { poll: pollOf(raw.poll) } : {}),
    ...(raw.compare ? { compare: raw.compare } : {}),
  };
}

type Report = (code: ErrorCode, at: DocPath, message: string, fix?: string, of?: 'key' | 'value') => void;

function readRequest(
  raw: RawStep,
  yaml: YamlFile,
  report: Report,
): { request: RequestTemplate; key: string } | undefined {
  const keys = [...METHODS, 'curl'].filter((each) => raw[each] !== undefined);
  const [key] = keys;
  if (key === undefined || keys.length > 1) {
    const fix = `Write one of ${METHODS.join(', ')} or curl, with the path.`;
    report(
      'SCENARIO_INVALID',
      [],
      key ? `This step has ${keys.length} requests.` : 'This step has no request.',
      fix,
    );
    return undefined;
  }
  if (key === 'curl') {
    try {
      return { request: parseCurl(raw.curl as string), key };
    } catch (error) {
      report('SCENARIO_INVALID', [key], `This curl command is not understood: ${messageOf(error)}.`);
      return undefined;
    }
  }
  const bodies = ['json', 'text', 'file'].filter((each) => raw[each] !== undefined);
  if (bodies.length > 1)
    report(
      'SCENARIO_INVALID',
      [bodies[1] as string],
      `This step has ${bodies.length} bodies.`,
      'Keep one.',
      'key',
    );
  const body = bodyOf(raw, yaml);
  const headers = Object.fromEntries(
    Object.entries((raw.headers ?? {}) as Record<string, string>).map(([name, value]) => [
      name.toLowerCase(),
      value,
    ]),
  );
  if (body && 'json' in body) headers['content-type'] ??= 'application/json';
  return { request: { method: key as Method, path: raw[key], headers, ...(body ? { body } : {}) }, key };
}

function bodyOf(raw: RawStep, yaml: YamlFile): RequestBody | undefined {
  if (raw.json !== undefined) return { json: raw.json as Json };
  if (raw.text !== undefined) return { text: raw.text };
  return raw.file === undefined ? undefined : { file: fileBeside(yaml, raw.file) };
}

/** Every variable a step refers to must have a value by then. */
function checkVariables(raw: RawStep, path: DocPath, { yaml, known, failures }: StepContext): void {
  const walk = (value: unknown, at: DocPath): void => {
    if (typeof value === 'object' && value !== null) {
      for (const [key, child] of Object.entries(value))
        walk(child, [...at, Array.isArray(value) ? Number(key) : key]);
    }
    if (typeof value !== 'string') return;
    for (const name of references(value).filter((each) => !known.has(each))) {
      const message = `The variable \${${name}} has no value here.`;
      failures.push(yaml.failure('VARIABLE_UNKNOWN', at, message, suggest(name, [...known])));
    }
  };
  walk(raw, path);
}

/** JSONPaths must parse. */
function checkPaths(raw: RawStep, report: Report): void {
  const check = (text: string, at: DocPath) => {
    try {
      compile(text);
    } catch (error) {
      report(
        'SCENARIO_INVALID',
        at,
        `"${text}" is not a JSONPath: ${messageOf(error)}.`,
        'RFC 9535, such as $.images[0].id',
        'key',
      );
    }
  };
  for (const key of Object.keys(raw.expect?.body ?? {})) check(key, ['expect', 'body', key]);
  for (const key of Object.keys(raw.poll?.until?.body ?? {})) check(key, ['poll', 'until', 'body', key]);
  for (const key of Object.keys(raw.poll?.stop_on?.body ?? {})) check(key, ['poll', 'stop_on', 'body', key]);
  for (const [name, text] of Object.entries((raw.capture ?? {}) as Record<string, string>)) {
    if (!text.startsWith('header:')) check(text, ['capture', name]);
  }
  for (const [index, text] of ((raw.compare?.ordered ?? []) as string[]).entries())
    check(text, ['compare', 'ordered', index]);
}

function checkFile(name: string, { yaml, folder }: StepContext, report: Report): void {
  const check = insideFolder(folder, fileBeside(yaml, name));
  const fix = 'Put it beside the scenario.';
  if (check === 'outside')
    report('SCENARIO_FILE_OUTSIDE', ['file'], `"${name}" lies outside the scenario folder.`, fix);
  if (check === 'absent') report('SCENARIO_INVALID', ['file'], `There is no file "${name}".`, fix);
}

/** Files are named from the scenario that uses them. */
const fileBeside = (yaml: YamlFile, name: string): string => resolve(dirname(yaml.file), name);

function pollOf(raw: RawStep): Poll {
  return {
    until: expectationOf(raw.until),
    ...(raw.stop_on ? { stopOn: expectationOf(raw.stop_on) } : {}),
    every: milliseconds(raw.every ?? '200ms'),
    timeout: milliseconds(raw.timeout ?? '30s'),
  };
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };
const milliseconds = (text: string): number =>
  Number.parseInt(text, 10) * (UNITS[text.replace(/^\d+/, '')] ?? 1);
