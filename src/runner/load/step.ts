import { matchEndpoint } from '../../assertions/endpoint.ts';
import type { Poll, RequestTemplate, Step } from '../../model.ts';
import type { DocPath } from '../../yaml/yaml-file.ts';
import { expectationOf, expectationPlaces } from './matcher.ts';
import { readRequest } from './request.ts';
import { checkEndpoint, checkExpectations, checkFile, checkVariables } from './step-checks.ts';
import { type RawStep, type Report, reporter, type StepContext } from './step-context.ts';

/** A step of the file as data, its mistakes added to `context.failures`; undefined when it has no request. */
export function readStep(raw: RawStep, path: DocPath, context: StepContext): Step | undefined {
  const { yaml, service, inventory, known } = context;
  const report = reporter(context, path);
  const found = readRequest(raw, yaml, report);
  const captured = Object.keys(raw.capture ?? {});
  if (!found) {
    for (const name of captured) known.add(name);
    return undefined;
  }
  const { key } = found;
  const request = withMicroversion(found.request, raw, context, report);
  const endpoint = request.path.startsWith('/')
    ? matchEndpoint(inventory, request.method, request.path, request.body)
    : undefined;
  checkEndpoint(raw, key, request, endpoint, context, report);
  checkVariables(raw, request, context, report);
  checkExpectations(raw, report);
  checkFile(raw, context, report);
  for (const name of captured) known.add(name);
  return {
    name: raw.name ?? `${request.method} ${request.path}`,
    place: yaml.place([...path, key], 'key'),
    service,
    ...(endpoint ? { endpoint } : {}),
    ...(raw.unavailable ? { unavailable: raw.unavailable } : {}),
    as: raw.as ?? 'member',
    request,
    expect: expectationOf(raw.expect),
    expectPlaces: expectationPlaces(yaml, [...path, 'expect'], raw.expect),
    capture: raw.capture ?? {},
    ...(raw.poll ? { poll: pollOf(raw.poll) } : {}),
    ...(raw.compare ? { compare: raw.compare } : {}),
  };
}

/** The headers that ask for a microversion: today's, and the one that Nova had before 2.27. */
function withMicroversion(
  request: RequestTemplate,
  raw: RawStep,
  { service, microversion: general }: StepContext,
  report: Report,
): RequestTemplate {
  const version = raw.microversion ?? general;
  if (version === undefined) return request;
  if (service !== 'nova') {
    report('SCENARIO_INVALID', ['microversion'], `${service} has no microversions.`, 'Take it out.', 'key');
    return request;
  }
  const headers = {
    'openstack-api-version': `compute ${version}`,
    'x-openstack-nova-api-version': version,
    ...request.headers,
  };
  return { ...request, headers };
}

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
