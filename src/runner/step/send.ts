import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { headersMistake } from '../../assertions/request-headers.ts';
import { fill, fillText } from '../../assertions/variables.ts';
import { HarnessError, messageOf, tooManyOpen } from '../../errors.ts';
import type { BrokenExchange, Exchange, Failure, RequestBody, Step } from '../../model.ts';
import { storedJson, writeJson } from '../../model.ts';
import { BrokenAnswer, UnsendableRequest } from '../../openstack/broken-answer.ts';
import type { SideState } from '../run/side-state.ts';

/** A request id that OpenStack's services adopt as their own. */
export const newRequestId = (): string => `req-${randomUUID()}`;

/** An answered request, one with a broken answer, or one that cannot be sent. */
export type Sent =
  | { readonly exchange: Exchange }
  | { readonly broken: BrokenExchange; readonly failure: Failure }
  | { readonly failure: Failure };

/**
 * Sends a step's request once, as its actor.
 * @throws HarnessError if the deployment is no longer reachable
 */
export async function send(
  step: Step,
  url: string,
  state: SideState,
  requestId: string,
  signal: AbortSignal,
): Promise<Sent> {
  const { request, as: actor } = step;
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, fillText(value, state.variables)]),
  );
  const body = request.body && fill(request.body, state.variables);
  const failure = (code: string, message: string): Failure => ({ code, message, place: step.place });
  const unsendable = (why: string) => ({
    failure: failure('REQUEST_UNSENDABLE', `the request cannot be sent: ${why}`),
  });
  const mistake = headersMistake(headers);
  if (mistake) return unsendable(mistake);
  let bytes: string | Buffer | undefined;
  try {
    bytes = body && bytesOf(body);
  } catch (error) {
    // A file that the scenario sends can disappear during a run.
    if (tooManyOpen(error)) throw error;
    return unsendable(messageOf(error));
  }
  const sent = {
    requestId,
    actor,
    method: request.method,
    url,
    requestHeaders: headers,
    requestBody: body && ('json' in body ? storedJson(body.json) : body),
  };
  try {
    const token = await state.project.token(actor, signal);
    const { response, ms } = await state.connection.http.send(
      {
        method: request.method,
        url,
        headers: {
          ...headers,
          'x-openstack-request-id': requestId,
          ...(token ? { 'x-auth-token': token } : {}),
        },
        body: bytes,
      },
      { signal, limits: step.limits },
    );
    return { exchange: { ...sent, response, ms } };
  } catch (error) {
    if (error instanceof HarnessError && error.code === 'SERVICE_FAILED')
      return { failure: failure(error.code, error.message) };
    if (error instanceof UnsendableRequest) return unsendable(error.message);
    if (!(error instanceof BrokenAnswer)) throw error;
    const { code, message, received, ms } = error;
    return {
      broken: { ...sent, received, ms },
      failure: failure(code, `${request.method} ${url} (${requestId}): ${message}`),
    };
  }
}

function bytesOf(body: RequestBody): string | Buffer {
  if ('json' in body) return writeJson(body.json);
  return 'text' in body ? body.text : readFileSync(body.file);
}
