import { Ajv, type ValidateFunction } from 'ajv';
import type { Json, Response } from '../model.ts';

/** What a successful answer of an endpoint holds: nothing, data of any kind, or JSON of a schema. */
export type ResponseRule = 'empty' | 'data' | { readonly schema: Json };

// Services write older drafts with words of their own; formats are checked by the comparison.
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, logger: false });
const compiled = new WeakMap<object, ValidateFunction>();

/** How a successful answer breaks its endpoint's rule, each with its JSON pointer; errors (4xx, 5xx) have no rule. */
export function responseMistakes(rule: ResponseRule, { status, body }: Response): string[] {
  if (status >= 300 || rule === 'data') return [];
  if (rule === 'empty')
    return body.kind === 'empty' ? [] : [`the answer should be empty, it is ${body.kind}`];
  if (body.kind !== 'json') return [`the answer should be JSON, it is ${body.kind}`];
  const validate = validatorOf(rule.schema as object);
  validate(body.value);
  return (validate.errors ?? []).map(
    ({ instancePath, message }) => `${instancePath || '/'} ${message ?? 'is wrong'}`,
  );
}

function validatorOf(schema: object): ValidateFunction {
  const known = compiled.get(schema);
  if (known) return known;
  const validate = ajv.compile(schema);
  compiled.set(schema, validate);
  return validate;
}
