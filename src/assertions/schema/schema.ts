import { Ajv, type ValidateFunction } from 'ajv';
import type { Json, Response } from '../../model.ts';
import { bounded, NotEvaluable } from '../bounded.ts';
import { schemaMistakes } from './schema-mistakes.ts';

/**
 * What a successful response of an endpoint contains: no body, any data, or JSON of a schema. `refuses` is the status
 * with which the service rejects every call.
 */
export type ResponseRule = 'empty' | 'data' | { readonly schema: Json } | { readonly refuses: number };

/** Milliseconds to compile a schema, or to validate the largest body. */
const LONGEST = 5000;

interface Validator {
  readonly validate: ValidateFunction;
  /** Undefined if the schema has no regular expression, which alone can take long. */
  readonly ms: number | undefined;
}

/** A validator for each schema, or why it cannot be used. */
const compiled = new WeakMap<object, Validator | NotEvaluable>();

/** Whether a response is the endpoint's intended answer rather than an error. */
export const isAnswer = (rule: ResponseRule | undefined, { status }: Response): boolean =>
  status < 400 || (typeof rule === 'object' && 'refuses' in rule && rule.refuses === status);

/** Violations of an endpoint's rule by a successful response, with JSON pointers. Errors (4xx, 5xx) have no rule. */
export function responseMistakes(rule: ResponseRule, { status, body }: Response): string[] {
  if (status >= 300 || rule === 'data') return [];
  if (rule === 'empty') return body.kind === 'empty' ? [] : [`expected an empty answer, got ${body.kind}`];
  if ('refuses' in rule) return [`expected the known refusal ${rule.refuses}, got ${status}`];
  if (body.kind !== 'json') return [`expected JSON, got ${body.kind}`];
  const { value } = body;
  try {
    const { validate, ms } = validatorOf(rule.schema);
    bounded('validating', ms, () => validate(value));
    return schemaMistakes(validate.errors ?? []);
  } catch (error) {
    if (error instanceof NotEvaluable) return [`the answer's schema cannot be used: ${error.message}`];
    throw error;
  }
}

/** @throws NotEvaluable for an invalid schema, which a service can serve */
function validatorOf(schema: Json): Validator {
  if (typeof schema !== 'object' || schema === null) throw new NotEvaluable('it is not an object');
  const known = compiled.get(schema) ?? compile(schema);
  compiled.set(schema, known);
  if (known instanceof NotEvaluable) throw known;
  return known;
}

function compile(schema: object): Validator | NotEvaluable {
  try {
    const validate = bounded('compiling', LONGEST, () => compiler().compile(schema));
    // The validator of an asynchronous schema returns a promise, and its errors are lost.
    if ('$async' in validate) return new NotEvaluable('it is asynchronous');
    return { validate, ms: /"pattern(Properties)?":/.test(JSON.stringify(schema)) ? LONGEST : undefined };
  } catch (error) {
    return error as NotEvaluable;
  }
}

/**
 * A compiler for one schema, because a schema can have the `$id` of another. Services use older drafts with additional
 * keywords. The comparison checks formats. Compiling the schema of schemas would take longer than compiling these.
 */
const compiler = (): Ajv =>
  new Ajv({
    ...{ strict: false, allErrors: true, logger: false, code: { optimize: false } },
    ...{ validateFormats: false, validateSchema: false },
  });
