import { Ajv, type ValidateFunction } from 'ajv';
import type { Json, Response } from '../../model.ts';
import { schemaMistakes } from './schema-mistakes.ts';

/**
 * What a successful answer of an endpoint holds: nothing, data of any kind, or JSON of a schema; or the status with
 * which the service refuses every call of it, which is then its only answer.
 */
export type ResponseRule = 'empty' | 'data' | { readonly schema: Json } | { readonly refuses: number };

// Services write older drafts with words of their own; formats are checked by the comparison.
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, logger: false });
const compiled = new WeakMap<object, ValidateFunction>();

/** Whether it is the answer that the endpoint exists for, not an error on the way there. */
export const isAnswer = (rule: ResponseRule | undefined, { status }: Response): boolean =>
  status < 400 || (typeof rule === 'object' && 'refuses' in rule && rule.refuses === status);

/** How a successful answer breaks its endpoint's rule, each with its JSON pointer; errors (4xx, 5xx) have no rule. */
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
