import { dirname, resolve } from 'node:path';
import { parseCurl } from '../../curl/parse-curl.ts';
import { messageOf } from '../../errors.ts';
import type { Json, Method, RequestBody, RequestTemplate, Service } from '../../model.ts';
import { exactly, METHODS } from '../../model.ts';
import { writtenNumbers } from '../../yaml/to-json.ts';
import type { YamlFile } from '../../yaml/yaml-file.ts';
import type { RawStep, Report } from './step-context.ts';

/** The request of a step and its key. Reports a mistake and returns undefined unless there is exactly one. */
export function readRequest(
  raw: RawStep,
  yaml: YamlFile,
  service: Service,
  report: Report,
  incomplete: boolean,
): { readonly request: RequestTemplate; readonly key: string } | undefined {
  const keys = [...METHODS, 'curl'].filter((each) => raw[each] !== undefined);
  const [key] = keys;
  // The removed invalid key may be the request, so report nothing.
  if (key === undefined && incomplete) return undefined;
  if (key === undefined || keys.length > 1) {
    const fix = `Write one of ${METHODS.join(', ')} or curl, with the path.`;
    const message = key ? `This step has ${keys.length} requests.` : 'This step has no request.';
    report('SCENARIO_INVALID', [], message, fix);
    return undefined;
  }
  if (key === 'curl') {
    try {
      const { body, ...request } = parseCurl(raw.curl as string, service);
      if (!body) return { request, key };
      return {
        request: { ...request, body: 'file' in body ? { file: fileBeside(yaml, body.file) } : body },
        key,
      };
    } catch (error) {
      report('SCENARIO_INVALID', [key], `This curl command is not supported: ${messageOf(error)}.`);
      return undefined;
    }
  }
  const bodies = ['json', 'text', 'file'].filter((each) => raw[each] !== undefined);
  const [, second] = bodies;
  if (second)
    report('SCENARIO_INVALID', [second], `This step has ${bodies.length} bodies.`, 'Keep one.', 'key');
  const body = bodyOf(raw, yaml);
  const headers = lowerCase(raw.headers ?? {});
  if (body && 'json' in body) headers['content-type'] ??= 'application/json';
  return { request: { method: key as Method, path: raw[key], headers, body }, key };
}

function bodyOf(raw: RawStep, yaml: YamlFile): RequestBody | undefined {
  if (raw.json !== undefined) return { json: exactly(raw as Json, ['json'], writtenNumbers) };
  if (raw.text !== undefined) return { text: raw.text };
  return raw.file === undefined ? undefined : { file: fileBeside(yaml, raw.file) };
}

/** Resolves a file name relative to the scenario file that mentions it. */
export const fileBeside = (yaml: YamlFile, name: string): string => resolve(dirname(yaml.file), name);

const lowerCase = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
