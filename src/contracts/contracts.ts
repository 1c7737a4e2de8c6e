/** Text that another process or language wrote, checked against a schema that `npm run schemas` makes of our types. */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { messageOf } from '../errors.ts';

/** The generator's output for an interface whose members are the kinds of files. */
interface Generated {
  readonly definitions: Readonly<Record<string, object>>;
}

export class Contracts<Kinds extends object> {
  readonly #definitions: Readonly<Record<string, object>>;
  readonly #kinds: Readonly<Record<keyof Kinds, object>>;
  readonly #validators = new Map<keyof Kinds, ValidateFunction>();

  /** @param root name of the interface `Kinds` in the schema */
  constructor({ definitions }: Generated, root: string) {
    this.#definitions = definitions;
    this.#kinds = (
      definitions[root] as { readonly properties: Readonly<Record<keyof Kinds, object>> }
    ).properties;
  }

  /** Compiled when first needed, because most commands read few kinds of files. */
  validator<Name extends keyof Kinds>(name: Name): ValidateFunction<Kinds[Name]> {
    const known = this.#validators.get(name) ?? this.#compile(name);
    this.#validators.set(name, known);
    return known as ValidateFunction<Kinds[Name]>;
  }

  /** @throws Error with the place that violates the schema, without quoting the text */
  parse<Name extends keyof Kinds>(name: Name, text: string): Kinds[Name] {
    const read = parseJson(text);
    const validate = this.validator(name);
    if (validate(read)) return read;
    throw new Error(mistakeOf(validate.errors ?? []));
  }

  #compile(name: keyof Kinds): ValidateFunction {
    // A test validates our schemas. Compiling the schema of schemas would take longer than compiling these.
    const ajv = new Ajv({ strict: false, validateSchema: false, code: { optimize: false } });
    ajv.addFormat('date-time', (text: string) => !Number.isNaN(Date.parse(text)));
    return ajv.compile({
      // Do not validate nested JSON, because that would recurse as deep as an answer.
      definitions: { ...this.#definitions, Json: {} },
      ...this.#kinds[name],
    });
  }
}

/** @throws Error without the parser's message, which might quote a password */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(error instanceof SyntaxError ? 'it is not JSON' : messageOf(error));
  }
}

/** The first error, with its place in the file. */
export function mistakeOf([error]: readonly ErrorObject[]): string {
  const path = error?.instancePath.slice(0, 200) || 'the file';
  return `${path} ${error?.message ?? 'is something else'}`;
}
