import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { ErrorCode } from '../errors.ts';
import type { Failure, Json } from '../model.ts';
import type { Mistakes } from './mistakes.ts';
import { nearest, suggest } from './nearest.ts';
import { quoted } from './quoted.ts';
import { soundParts } from './sound-parts.ts';
import type { DocPath, YamlFile } from './yaml-file.ts';

let ajv: Ajv | undefined;

export interface Checked {
  /** The data without parts that violate the schema. Those must not be read. */
  readonly sound: Json;
  /** Paths of the removed parts. */
  readonly broken: readonly DocPath[];
}

/** The part of a file to check. */
interface Part {
  readonly value: Json;
  readonly path: DocPath;
}

/** Makes a check of YAML against a JSON Schema, compiled when first used. Every mistake is recorded with its place. */
export function schemaCheck(
  schema: object,
  code: ErrorCode,
): (yaml: YamlFile, mistakes: Mistakes, part?: Part) => Checked {
  let validate: ValidateFunction | undefined;
  return (yaml, mistakes, { value, path } = { value: yaml.value, path: [] }) => {
    // A test validates our schemas. Compiling the schema of schemas would take longer than compiling these.
    ajv ??= new Ajv({
      allErrors: true,
      allowUnionTypes: true,
      verbose: true,
      validateSchema: false,
      code: { optimize: false },
    });
    validate ??= ajv.compile(schema);
    validate(value);
    const errors = (validate.errors ?? []).filter(isOwn);
    for (const error of errors) mistakes.add(() => describe(yaml, path, error, code));
    const broken = errors.map(brokenPart);
    return { sound: soundParts(value, broken), broken };
  };
}

/** Whether an error is not only a summary of others. */
const isOwn = ({ keyword, propertyName }: ErrorObject): boolean =>
  keyword !== 'if' && keyword !== 'oneOf' && propertyName === undefined;

function brokenPart({ instancePath, params }: ErrorObject): DocPath {
  const key = params.additionalProperty ?? params.missingProperty ?? params.propertyName;
  return key === undefined ? pointer(instancePath) : [...pointer(instancePath), String(key)];
}

function describe(yaml: YamlFile, base: DocPath, error: ErrorObject, code: ErrorCode): Failure {
  const path = [...base, ...pointer(error.instancePath)];
  const description = (error.parentSchema as { description?: string } | undefined)?.description;
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(error.params.additionalProperty);
      const known = Object.keys((error.parentSchema as { properties?: object }).properties ?? {});
      return yaml.failure(code, [...path, key], `Unknown key "${quoted(key)}".`, suggest(key, known), 'key');
    }
    case 'propertyNames': {
      const key = String(error.params.propertyName);
      return yaml.failure(
        code,
        [...path, key],
        `"${quoted(key)}" is not allowed as a name here.`,
        description,
        'key',
      );
    }
    case 'enum': {
      const allowed = (error.params.allowedValues as unknown[]).map(String);
      const written = typeof error.data === 'string' ? error.data : JSON.stringify(error.data);
      const fix = nearest(written, allowed) ? undefined : description;
      const message = `"${quoted(written)}" is not an allowed value here.`;
      return yaml.failure(code, path, message, fix ?? suggest(written, allowed));
    }
    case 'required': {
      const message = `The key "${String(error.params.missingProperty)}" is missing.`;
      return yaml.failure(code, path, message, undefined, 'key');
    }
    case 'type':
      return yaml.failure(code, path, `This ${typeMessage(error)}.`, typeFix(error) ?? description);
    default:
      return yaml.failure(code, path, `This ${error.message ?? 'is not valid'}.`, description);
  }
}

const typeMessage = ({ params }: ErrorObject): string =>
  `must be ${[params.type].flat().join(' or ').replaceAll('object', 'a mapping').replaceAll('array', 'a list')}`;

/** A fix for unquoted text that YAML read as another type. */
function typeFix({ params, data }: ErrorObject): string | undefined {
  if (params.type === 'string' && ['number', 'boolean'].includes(typeof data)) return 'Put it into quotes.';
  if (params.type === 'array' && typeof data === 'object' && data !== null)
    return 'Start each item with a dash.';
  return undefined;
}

/** The path of a JSON pointer. */
const pointer = (text: string): DocPath =>
  text
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
