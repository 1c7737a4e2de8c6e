import type { ErrorObject } from 'ajv';

/**
 * A validator's errors as messages with JSON pointers. If no alternative of an `anyOf` matches, only errors of the
 * closest one are shown.
 */
export const schemaMistakes = (errors: readonly ErrorObject[]): string[] =>
  errors
    .filter(({ keyword }) => keyword === 'anyOf')
    .reduce(withNearest, errors)
    .map(({ instancePath, message, params }) => {
      const named = 'additionalProperty' in params ? `: ${params.additionalProperty}` : '';
      return `${instancePath || '/'} ${message ?? 'is wrong'}${named}`;
    });

/** Keywords whose errors concern a value as a whole. */
const OTHER_KIND: ReadonlySet<string> = new Set(['type', 'const', 'enum']);

/** Keeps only the errors of the closest alternative. Inner alternatives are listed before the outer ones. */
function withNearest(
  errors: readonly ErrorObject[],
  { schemaPath, instancePath }: ErrorObject,
): readonly ErrorObject[] {
  const alternatives = new Map<string, ErrorObject[]>();
  for (const error of errors) {
    if (!error.schemaPath.startsWith(`${schemaPath}/`) || !error.instancePath.startsWith(instancePath))
      continue;
    const [index = ''] = error.schemaPath.slice(schemaPath.length + 1).split('/');
    alternatives.set(index, [...(alternatives.get(index) ?? []), error]);
  }
  const another = (found: readonly ErrorObject[]) =>
    Number(found.some((each) => each.instancePath === instancePath && OTHER_KIND.has(each.keyword)));
  const [nearest, ...others] = [...alternatives.values()].sort(
    (a, b) => another(a) - another(b) || a.length - b.length,
  );
  if (nearest === undefined) return errors;
  const dropped = new Set(others.flat());
  return errors.filter(
    (error) =>
      !dropped.has(error) && !(error.schemaPath === schemaPath && error.instancePath === instancePath),
  );
}
