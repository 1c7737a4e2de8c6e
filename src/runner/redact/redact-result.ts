import { HarnessError } from '../../errors.ts';
import type {
  Body,
  Difference,
  Failure,
  PerSide,
  RequestBody,
  ScenarioResult,
  StepResult,
  WrittenNumber,
} from '../../model.ts';
import { PackedJson } from '../../model.ts';
import { isSecretName, isSecretPath } from './secret-names.ts';
import type { Secrets } from './secrets.ts';
import { HIDDEN } from './secrets-in-text.ts';

/**
 * Removes secrets from a scenario's result. Names that the run itself chose are unchanged even if equal to a password:
 * ids, files, endpoints, services, places, request ids.
 */
export function redactResult(result: ScenarioResult, secrets: Secrets): ScenarioResult {
  // Learn all secrets before redacting, because a later step may name a value that an earlier one shows.
  for (const { exchanges, broken } of result.steps) secrets.learn([exchanges, broken]);
  return {
    ...result,
    steps: result.steps.map((step) => redactStep(step, secrets)),
    failures: result.failures.map((failure) => redactFailure(failure, secrets)),
  };
}

const redactStep = (step: StepResult, secrets: Secrets): StepResult => ({
  ...step,
  exchanges: perSide(step.exchanges, (exchange) => {
    const { body, ...head } = exchange.response;
    return {
      ...redactSent(exchange, secrets),
      response: { ...secrets.redact(head), body: redactBody(body, secrets) },
    };
  }),
  ...(step.broken
    ? {
        broken: perSide(step.broken, (each) => ({
          ...redactSent(each, secrets),
          received: secrets.redact(each.received),
        })),
      }
    : {}),
  differences: step.differences.map((difference) => redactDifference(difference, secrets)),
  failures: step.failures.map((failure) => redactFailure(failure, secrets)),
  missing: step.missing.map((query) => ({
    ...query,
    evidence: secrets.text(query.evidence),
    statement: query.statement && secrets.text(query.statement),
    traceback: query.traceback?.map((line) => secrets.text(line)),
  })),
});

/** A number may be a secret. Its original spelling is stored beside the body. */
function redactBody(body: Body, secrets: Secrets): Body {
  if (body.kind !== 'json') return secrets.redact(body);
  if (body instanceof PackedJson && !secrets.mayBeIn(body.text)) return body;
  const { value, numbers } = body;
  const redacted = secrets.redact(value);
  const others = withoutSecrets(numbers);
  if (redacted === value && others?.length === numbers?.length) return body;
  if (body instanceof PackedJson) return PackedJson.ofValue(redacted, others);
  return { kind: 'json', value: redacted, ...(others ? { numbers: others } : {}) };
}

const withoutSecrets = (
  numbers: readonly WrittenNumber[] | undefined,
): readonly WrittenNumber[] | undefined =>
  numbers?.filter(({ at }) => !at.some((key) => isSecretName(String(key))));

const redactSent = <
  Sent extends { readonly url: string; readonly requestHeaders: object; readonly requestBody?: RequestBody },
>(
  sent: Sent,
  secrets: Secrets,
): Sent => ({
  ...sent,
  url: secrets.text(sent.url),
  requestHeaders: secrets.redact(sent.requestHeaders),
  requestBody: sent.requestBody && redactRequestBody(sent.requestBody, secrets),
});

/** The path of a sent file is part of the scenario and not redacted. */
const redactRequestBody = (body: RequestBody, secrets: Secrets): RequestBody =>
  'file' in body
    ? body
    : secrets.redact('numbers' in body ? { ...body, numbers: withoutSecrets(body.numbers) } : body);

function redactDifference(difference: Difference, secrets: Secrets): Difference {
  const { path, baseline, target } = difference;
  const hide = isSecretPath(path);
  const value = <T>(each: T): T => (hide ? (secrets.hide(each) as T) : secrets.redact(each));
  return { ...difference, path: secrets.text(path), baseline: value(baseline), target: value(target) };
}

/** Hides quoted values in a message about a secret: `$.adminPass is "…", expected "…"`. */
function redactFailure<T extends Failure>(failure: T, secrets: Secrets): T {
  const subject = /^(\$[^\s]*|header \S+)/.exec(failure.message)?.[0];
  const message =
    subject !== undefined && isSecretPath(subject)
      ? failure.message.replace(/"(?:[^"\\]|\\.)*"/g, `"${HIDDEN}"`)
      : failure.message;
  return { ...failure, message: secrets.text(message) };
}

const perSide = <T>(sides: Partial<PerSide<T>>, change: (each: T) => T): Partial<PerSide<T>> =>
  Object.fromEntries(Object.entries(sides).map(([side, each]) => [side, change(each as T)]));

/** The same error with secrets removed from its message. */
export function redactError(error: HarnessError, secrets: Secrets): HarnessError {
  const message = secrets.text(error.message);
  return message === error.message
    ? error
    : new HarnessError(error.code, message, { ...error.failure, cause: error });
}
