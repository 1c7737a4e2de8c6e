import { isExact, type Json, writeJson } from '../model.ts';

/** A variable, or `$${`, the escape for `${`. */
const REFERENCE = /\$\$\{|\$\{([A-Za-z_][\w-]*)\}/g;

export type Variables = ReadonlyMap<string, Json>;

/** Names of variables that a value refers to, at any depth. */
export function references(value: unknown): string[] {
  if (typeof value === 'string') return [...value.matchAll(REFERENCE)].flatMap((match) => match[1] ?? []);
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, child]) => [...references(key), ...references(child)]);
  }
  return [];
}

/** Text that starts like a variable but is not one; undefined if there is none. */
export const malformedReference = (text: string): string | undefined =>
  /\$\{.{0,40}/s.exec(text.replace(REFERENCE, ''))?.[0];

/** Replaces the variables in `text`. @throws RangeError for an unknown variable; callers check first. */
export function fillText(text: string, variables: Variables): string {
  return text.replace(REFERENCE, (_, name: string | undefined) => {
    if (name === undefined) return '${';
    const value = known(variables, name);
    return typeof value === 'string' ? value : writeJson(value);
  });
}

/** Replaces the variables in a value. A string that consists of one variable takes the variable's type. */
export function fill<T>(value: T, variables: Variables): T {
  if (typeof value === 'string') {
    const alone = /^\$\{([A-Za-z_][\w-]*)\}$/.exec(value);
    return (alone ? known(variables, alone[1] as string) : fillText(value, variables)) as T;
  }
  if (Array.isArray(value)) return value.map((item) => fill(item, variables)) as T;
  if (typeof value === 'object' && value !== null && !isExact(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => [fillText(key, variables), fill(child, variables)]),
    ) as T;
  }
  return value;
}

function known(variables: Variables, name: string): Json {
  const value = variables.get(name);
  if (value === undefined) throw new RangeError(`The variable \${${name}} has no value`);
  return value;
}
