import type { Json } from '../../model.ts';
import { isWithin, type MicroversionRange } from '../microversion.ts';

type JsonObject = { readonly [key: string]: Json };

/** Returns one of our schema files by name. */
export type SchemaFiles = (file: string) => Json;

/**
 * Expands one of our schemas to plain JSON Schema for a microversion. docs/schemas.md describes the short form.
 * @param reference `keypairs.schema.json#/$defs/list`, or a file alone
 */
export const schemaAt = (reference: string, microversion: string, files: SchemaFiles): Json =>
  plain(referredTo({ $ref: reference }, files), microversion, files);

/** @param written A schema without a reference at its root */
function plain(written: Json, microversion: string, files: SchemaFiles): Json {
  if (!isObject(written)) return written;
  const { since, until, optional, $defs, title, properties, anyOf, items, additionalProperties, ...rest } =
    written;
  const below = (schema: Json) => plain(referredTo(schema, files), microversion, files);
  if (Array.isArray(anyOf)) {
    const alternatives = anyOf.map((each) => referredTo(each, files));
    const [first, ...others] = alternatives.filter((each) => isThere(each, microversion)).map(below);
    return others.length === 0 ? (first ?? false) : { ...rest, anyOf: [first as Json, ...others] };
  }
  return {
    ...(items === undefined ? {} : { type: 'array', items: below(items) }),
    ...(isObject(properties) ? closedObject(properties, microversion, files) : {}),
    ...(additionalProperties === undefined
      ? {}
      : { type: 'object', additionalProperties: below(additionalProperties) }),
    ...rest,
  };
}

function closedObject(written: JsonObject, microversion: string, files: SchemaFiles): JsonObject {
  const properties = Object.entries(written)
    .map(([name, schema]) => [name, referredTo(schema, files)] as const)
    .filter(([, schema]) => isThere(schema, microversion));
  return {
    type: 'object',
    required: properties.filter(([, schema]) => !isOptional(schema, microversion)).map(([name]) => name),
    additionalProperties: false,
    properties: Object.fromEntries(
      properties.map(([name, schema]) => [name, plain(schema, microversion, files)]),
    ),
  };
}

const isThere = (schema: Json, microversion: string): boolean =>
  schema !== false && (!isObject(schema) || isWithin(schema as MicroversionRange, microversion));

function isOptional(schema: Json, microversion: string): boolean {
  const optional = isObject(schema) ? schema.optional : undefined;
  return isObject(optional) ? isWithin(optional as MicroversionRange, microversion) : optional === true;
}

/** Resolves a `$ref`, with its sibling keys merged over the result. */
function referredTo(schema: Json, files: SchemaFiles): Json {
  if (!isObject(schema) || typeof schema.$ref !== 'string') return schema;
  const { $ref, ...beside } = schema;
  const [file = '', pointer = ''] = schema.$ref.split('#');
  let found: Json | undefined = files(file);
  for (const key of pointer.split('/').slice(1)) found = isObject(found) ? found[key] : undefined;
  if (found === undefined) throw new Error(`Our schemas have no ${schema.$ref}`);
  return referredTo(overlaid(withFile(found, file), beside), files);
}

/** Adds the file name to local references, so that the schema can be used in another file. */
function withFile(schema: Json, file: string): Json {
  if (Array.isArray(schema)) return schema.map((each) => withFile(each, file));
  if (!isObject(schema)) return schema;
  const entries = Object.entries(schema).map(([key, value]) =>
    key === '$ref' && typeof value === 'string' && value.startsWith('#')
      ? [key, `${file}${value}`]
      : [key, withFile(value, file)],
  );
  return Object.fromEntries(entries) as JsonObject;
}

function overlaid(lower: Json, upper: Json): Json {
  if (!isObject(lower) || !isObject(upper)) return upper;
  const result: Record<string, Json> = { ...lower };
  for (const [key, value] of Object.entries(upper)) {
    const under = lower[key];
    result[key] = under === undefined ? value : overlaid(under, value);
  }
  return result;
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
