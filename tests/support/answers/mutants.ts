import { responseMistakes } from '../../../src/assertions/schema/schema.ts';
import type { Json } from '../../../src/model.ts';
import { response } from '../runs/results.ts';

type JsonObject = { readonly [key: string]: Json };

/** A value that a schema must refuse, made from one that it accepts. */
export interface Mutant {
  /** `server.flavor without vcpus`. */
  readonly what: string;
  readonly value: Json;
}

/** Yields the value without each required key, and with an extra key in each object that allows no others. */
export function* mutants(schema: Json, value: Json, path = '$'): Generator<Mutant> {
  const fitting = branch(schema, value);
  if (Array.isArray(value)) {
    const [first, ...others] = value;
    if (first === undefined || !isObject(fitting.items)) return;
    for (const { what, value: changed } of mutants(fitting.items, first, `${path}[0]`))
      yield { what, value: [changed, ...others] };
    return;
  }
  if (!isObject(value)) return;
  for (const key of (fitting.required ?? []) as readonly string[]) {
    const { [key]: _, ...others } = value;
    yield { what: `${path} without ${key}`, value: others };
  }
  if (fitting.additionalProperties === false)
    yield { what: `${path} with an extra key`, value: { ...value, unheard_of: null } };
  for (const [key, inner] of Object.entries(value)) {
    const below =
      (fitting.properties as JsonObject | undefined)?.[key] ?? fitting.additionalProperties ?? true;
    for (const { what, value: changed } of mutants(below, inner, `${path}.${key}`))
      yield { what, value: { ...value, [key]: changed } };
  }
}

/** The schema, or the first of its alternatives that accepts the value. */
function branch(schema: Json, value: Json): JsonObject {
  if (!isObject(schema)) return {};
  if (!Array.isArray(schema.anyOf)) return schema;
  const body = { kind: 'json', value } as const;
  const fits = (each: Json) => responseMistakes({ schema: each }, response({ body })).length === 0;
  return branch(schema.anyOf.find(fits) ?? {}, value);
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
