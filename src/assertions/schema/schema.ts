import { Ajv, type ValidateFunction } from 'ajv';
import type { Json, Response } from '../../model.ts';
import { schemaMistakes } from './schema-mistakes.ts';

/**
 * What a successful response of an endpoint contains: no body, any data, or JSON of a schema. `refuses` is the status
 * with which the service rejects every call.
 */
export type ResponseRule = 'empty' | 'data' | { readonly schema: Json } | { readonly refuses: number };

// Services use older drafts with additional keywords. The comparison checks formats. Compiling the schema of schemas would
// take longer than compiling these.
const ajv = new Ajv({
  strict: false,
  allErrors: true,
  validateFormats: false,
  validateSchema: false,
  logger: false,
  code: { optimize: false },
});
const compiled = new WeakMap<object, ValidateFunction>();

/** Whether a response is the endpoint's intended answer rather than an error. */
export const isAnswer = (rule: ResponseRule | undefined, { status }: Response): boolean =>
  status < 400 || (typeof rule === 'object' && 'refuses' in rule && rule.refuses === status);

/** Violations of an endpoint's rule by a successful response, with JSON pointers. Errors (4xx, 5xx) have no rule. */
export function responseMistakes(rule: ResponseRule, { status, body }: Response): string[] {
  if (status >= 300 || rule === 'data') return [];
  if (rule === 'empty') return body.kind === 'empty' ? [] : [`expected an empty answer, got ${body.kind}`];
  if ('refuses' in rule) return [`expected the known refusal ${rule.refuses}, got ${status}`];
  if (body.kind !== 'json') return [`expected JSON, got ${body.kind}`];
  const validate = validatorOf(rule.schema as object);
  validate(body.value);
  return schemaMistakes(validate.errors ?? []);
}

function validatorOf(schema: object): ValidateFunction {
  const known = compiled.get(schema);
  if (known) return known;
  const validate = ajv.compile(schema);
  compiled.set(schema, validate);
  return validate;
}
