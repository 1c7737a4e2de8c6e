import { matchEndpoint } from '../../assertions/endpoint.ts';
import type { RequestTemplate, Step } from '../../model.ts';
import { answerLimits } from '../../yaml/answer-limits.ts';
import type { DocPath } from '../../yaml/yaml-file.ts';
import { expectationsOf } from './expectations.ts';
import { checkPoll, pollOf } from './poll.ts';
import { readRequest } from './request.ts';
import { checkSendable } from './sendable-checks.ts';
import { checkEndpoint, checkExpectations, checkFile, checkLimits, checkVariables } from './step-checks.ts';
import { type RawStep, type Report, reporter, type StepContext } from './step-context.ts';

/**
 * Reads a step and records its mistakes. Undefined if it has no request.
 * @param incomplete whether keys that violate the schema were removed from `raw`
 */
export function readStep(
  raw: RawStep,
  path: DocPath,
  context: StepContext,
  incomplete = false,
): Step | undefined {
  const { yaml, service, inventory, variables } = context;
  const report = reporter(context, path);
  const found = readRequest(raw, yaml, service, report, incomplete);
  const captured = Object.keys(raw.capture ?? {});
  if (!found) {
    variables.add(captured);
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
  checkFile(raw, request, context, report);
  checkPoll(raw, report);
  checkLimits(raw, report);
  checkSendable(raw, request, report);
  variables.add(captured);
  return {
    name: raw.name ?? `${request.method} ${request.path}`,
    place: yaml.place([...path, key], 'key'),
    service,
    endpoint,
    unavailable: raw.unavailable,
    known: raw.known,
    as: raw.as ?? context.as ?? 'member',
    request,
    ...expectationsOf(raw, path, yaml),
    capture: raw.capture ?? {},
    poll: raw.poll && pollOf(raw.poll, service),
    ...(raw.timeout !== undefined || raw.max_size !== undefined
      ? { limits: answerLimits(raw.timeout, raw.max_size) }
      : {}),
    compare: raw.compare,
  };
}

/** Adds the microversion headers: the current one, and the one that Nova used before 2.27. */
function withMicroversion(
  request: RequestTemplate,
  raw: RawStep,
  { service, microversion: general }: StepContext,
  report: Report,
): RequestTemplate {
  const version = raw.microversion ?? general;
  if (version === undefined) return request;
  if (service !== 'nova') {
    report('SCENARIO_INVALID', ['microversion'], `${service} has no microversions.`, 'Remove it.', 'key');
    return request;
  }
  const headers = {
    'openstack-api-version': `compute ${version}`,
    'x-openstack-nova-api-version': version,
    ...request.headers,
  };
  return { ...request, headers };
}
