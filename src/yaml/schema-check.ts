import { createRequire } from 'node:module';
import { Ajv, type ErrorObject } from 'ajv';
import type { ErrorCode } from '../errors.ts';
import type { Failure } from '../model.ts';
import { suggest } from './nearest.ts';
import type { DocPath, YamlFile } from './yaml-file.ts';

const require = createRequire(import.meta.url);
const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, verbose: true });

export interface SchemaMistake {
  /** Where in the data it is. */
  readonly path: DocPath;
  readonly failure: Failure;
}

/** A check of YAML files against one of the shipped JSON Schemas, every mistake with its place. */
export function schemaCheck(schemaFile: string, code: ErrorCode): (yaml: YamlFile) => SchemaMistake[] {
  const validate = ajv.compile(require(schemaFile) as object);
  return (yaml) => {
    validate(yaml.value);
    return (validate.errors ?? [])
      .filter((error) => error.keyword !== 'if' && error.keyword !== 'oneOf')
      .map((error) => ({ path: pointer(error.instancePath), failure: describe(yaml, error, code) }));
  };
}

function describe(yaml: YamlFile, error: ErrorObject, code: ErrorCode): Failure {
  const path = pointer(error.instancePath);
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(error.params.additionalProperty);
      const known = Object.keys((error.parentSchema as { properties?: object }).properties ?? {});
      return yaml.failure(code, [...path, key], `Unknown key "${key}".`, suggest(key, known), 'key');
    }
    case 'enum': {
      const allowed = (error.params.allowedValues as unknown[]).map(String);
      return yaml.failure(
        code,
        path,
        `"${String(error.data)}" is not known here.`,
        suggest(String(error.data), allowed),
      );
    }
    case 'required':
      return yaml.failure(
        code,
        path,
        `The key "${String(error.params.missingProperty)}" is missing.`,
        undefined,
        'key',
      );
    default:
      return yaml.failure(code, path, `This ${error.message ?? 'is not valid'}.`);
  }
}

/** A JSON pointer's parts. */
const pointer = (text: string): DocPath =>
  text
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
