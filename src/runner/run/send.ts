import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fill } from '../../assertions/variables.ts';
import type { Exchange, RequestBody, Step } from '../../model.ts';
import type { SideState } from './side-state.ts';

/** An id that OpenStack's services take over as their own. */
export const newRequestId = (): string => `req-${randomUUID()}`;

/** Sends a step's request once, as its actor, under a request id. */
export async function send(
  step: Step,
  url: string,
  state: SideState,
  requestId: string,
  signal: AbortSignal,
): Promise<Exchange> {
  const { request, as: actor } = step;
  const headers = fill(request.headers, state.variables);
  const body = request.body && fill(request.body, state.variables);
  const token = state.project.tokens[actor];
  const { response, ms } = await state.connection.http.send(
    {
      method: request.method,
      url,
      headers: {
        ...headers,
        'x-openstack-request-id': requestId,
        ...(token ? { 'x-auth-token': token } : {}),
      },
      ...(body ? { body: bytesOf(body) } : {}),
    },
    signal,
  );
  return {
    requestId,
    actor,
    method: request.method,
    url,
    requestHeaders: headers,
    ...(body ? { requestBody: body } : {}),
    response,
    ms,
  };
}

function bytesOf(body: RequestBody): string | Buffer {
  if ('json' in body) return JSON.stringify(body.json);
  return 'text' in body ? body.text : readFileSync(body.file);
}
