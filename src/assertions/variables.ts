import { isExact, type Json, writeJson } from '../model.ts';

/** A variable, or `$${`, the escape for `${`. */
const REFERENCE = /\$\$\{|\$\{([A-Za-z_][\w-]*)\}/g;

export type Variables = ReadonlyMap<string, Json>;

/** Names of variables that a value refers to, at any depth. */
export function references(value: unknown): string[] {
  const names: string[] = [];
  collect(value, names);
  return names;
}

const remembered = new WeakMap<object, readonly string[]>();

/** The same of a part of a scenario, which does not change. */
export function referencesOf(part: object | undefined): readonly string[] {
  if (part === undefined) return [];
  const known = remembered.get(part) ?? references(part);
  remembered.set(part, known);
  return known;
}

function collect(value: unknown, names: string[]): void {
  if (typeof value === 'string') {
    if (value.includes('${')) for (const [, name] of value.matchAll(REFERENCE)) if (name) names.push(name);
  } else if (typeof value === 'object' && value !== null) {
    // Faster than over Object.entries. Parts of scenarios inherit nothing that is enumerable.
    for (const key in value) {
      collect(key, names);
      collect((value as Readonly<Record<string, unknown>>)[key], names);
    }
  }
}

/** Text that starts like a variable but is not one; undefined if there is none. */
export const malformedReference = (text: string): string | undefined =>
  /\$\{.{0,40}/s.exec(text.replace(REFERENCE, ''))?.[0];

/** Replaces the variables in `text`. @throws RangeError for an unknown variable; callers check first. */
export function fillText(text: string, variables: Variables): string {
  if (!text.includes('${')) return text;
  return text.replace(REFERENCE, (_, name: string | undefined) => {
    if (name === undefined) return '${';
    const value = known(variables, name);
    return typeof value === 'string' ? value : writeJson(value);
  });
}

/** Objects without `${` at any depth. They are parts of scenarios, which do not change. */
const fixed = new WeakSet<object>();

function isFixed(value: object): boolean {
  if (fixed.has(value)) return true;
  const is = Object.entries(value).every(
    ([key, child]) =>
      !key.includes('${') &&
      (typeof child === 'string' ? !child.includes('${') : !isObject(child) || isFixed(child)),
  );
  if (is) fixed.add(value);
  return is;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Replaces the variables in a value, which is returned itself without any. A string that consists of one variable takes the variable's type. */
export function fill<T>(value: T, variables: Variables): T {
  if (typeof value === 'string') {
    if (!value.includes('${')) return value;
    const alone = /^\$\{([A-Za-z_][\w-]*)\}$/.exec(value);
    return (alone ? known(variables, alone[1] as string) : fillText(value, variables)) as T;
  }
  if (!isObject(value) || isFixed(value)) return value;
  if (Array.isArray(value)) return value.map((item) => fill(item, variables)) as T;
  if (isExact(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [fillText(key, variables), fill(child, variables)]),
  ) as T;
}

function known(variables: Variables, name: string): Json {
  const value = variables.get(name);
  if (value === undefined) throw new RangeError(`The variable \${${name}} has no value`);
  return value;
}
