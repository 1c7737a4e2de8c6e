import { isSecretPath } from '../../assertions/secret-names.ts';
import { HarnessError } from '../../errors.ts';
import type {
  Body,
  Difference,
  Failure,
  Json,
  MissingQuery,
  Narrowed,
  PerSide,
  Received,
  RequestBody,
  ScenarioResult,
  ServiceWords,
  StepResult,
  WrittenNumber,
} from '../../model.ts';
import { numbersByHolder, PackedJson, readJson, withTexts, writeJson } from '../../model.ts';
import type { Secrets } from './secrets.ts';

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
          received: redactReceived(each.received, secrets),
        })),
      }
    : {}),
  differences: step.differences.map((difference) => redactDifference(difference, secrets)),
  failures: step.failures.map((failure) => redactFailure(failure, secrets)),
  missing: step.missing.map((query) => redactQuery(query, secrets)),
  ...(step.words ? { words: perSide(step.words, (words) => redactWords(words, secrets)) } : {}),
});

function redactQuery(query: MissingQuery, secrets: Secrets): MissingQuery {
  const clean = (text: string): string => secrets.cutText(text);
  const { evidence, statement, traceback, narrowed } = query;
  return {
    ...query,
    evidence: clean(evidence),
    statement: statement && clean(statement),
    traceback: traceback?.map(clean),
    ...(narrowed ? { narrowed: redactNarrowed(narrowed, clean) } : {}),
  };
}

const redactNarrowed = (narrowed: Narrowed, clean: (text: string) => string): Narrowed => ({
  ...narrowed,
  sql: clean(narrowed.sql),
  baseline: clean(narrowed.baseline),
  target: clean(narrowed.target),
});

/** Numbers are redacted as they were written, because a number and a key on the way to it may be secrets. */
function redactBody(body: Body, secrets: Secrets): Body {
  if (body.kind !== 'json') return secrets.redact(body);
  if (body instanceof PackedJson && !secrets.mayBeIn(body.text)) return body;
  const { value, numbers } = body;
  const text = redactedText(value, numbers, secrets);
  if (text === undefined) return body;
  return body instanceof PackedJson ? PackedJson.ofText(text) : { kind: 'json', ...readJson(text) };
}

/** The redacted JSON text of a value, undefined if it has no secret. */
function redactedText(
  value: Json,
  numbers: readonly WrittenNumber[] | undefined,
  secrets: Secrets,
): string | undefined {
  const whole = numbers ? withTexts(value, numbersByHolder(value, numbers)) : value;
  const redacted = secrets.redact(whole);
  return redacted === whole ? undefined : writeJson(redacted);
}

const redactReceived = (received: Received, secrets: Secrets): Received => ({
  ...secrets.redact(received),
  ...(received.start === undefined ? {} : { start: secrets.cutText(received.start, true) }),
});

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
function redactRequestBody(body: RequestBody, secrets: Secrets): RequestBody {
  if ('file' in body) return body;
  if ('text' in body) return secrets.redact(body);
  const text = redactedText(body.json, body.numbers, secrets);
  if (text === undefined) return body;
  const { value: json, numbers } = readJson(text);
  return numbers ? { json, numbers } : { json };
}

function redactDifference(difference: Difference, secrets: Secrets): Difference {
  const { path, baseline, target } = difference;
  const hide = isSecretPath(path);
  const value = <T>(each: T): T => (hide ? (secrets.hide(each) as T) : secrets.redact(each));
  return { ...difference, path: secrets.text(path), baseline: value(baseline), target: value(target) };
}

const redactFailure = <T extends Failure>(failure: T, secrets: Secrets): T => ({
  ...failure,
  message: secrets.cutText(failure.message),
  ...(failure.fix === undefined ? {} : { fix: secrets.cutText(failure.fix) }),
});

function redactWords({ log, exception }: ServiceWords, secrets: Secrets): ServiceWords {
  const clean = (text: string): string => secrets.cutText(text, true);
  if (!exception) return { log: log.map(clean) };
  const { type, message, frames } = exception;
  const redacted = frames.map((frame) =>
    frame.code === undefined ? frame : { ...frame, code: clean(frame.code) },
  );
  return { log: log.map(clean), exception: { type, message: clean(message), frames: redacted } };
}

const perSide = <T>(sides: Partial<PerSide<T>>, change: (each: T) => T): Partial<PerSide<T>> =>
  Object.fromEntries(Object.entries(sides).map(([side, each]) => [side, change(each as T)]));

/** The same error with secrets removed from its texts. */
export function redactError(error: HarnessError, secrets: Secrets): HarnessError {
  const { message, fix, place, frame } = redactFailure(error.failure, secrets);
  return message === error.message && fix === error.failure.fix
    ? error
    : new HarnessError(error.code, message, { fix, place, frame, cause: error });
}

/** The result of work. Its error shows no secret. */
export async function hidingIn<T>(secrets: Secrets, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof HarnessError ? redactError(error, secrets) : error;
  }
}
