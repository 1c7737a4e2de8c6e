import type { RunFile } from '../model.ts';

/**
 * Ids of the scenarios that reached a DB-API function or construct in a run. Undefined if the run knows no function or
 * construct of that name.
 */
export function scenariosReaching(
  { scenarios, requirements, dbApi }: Pick<RunFile, 'scenarios' | 'requirements' | 'dbApi'>,
  word: string,
): ReadonlySet<string> | undefined {
  const needed = new Set(
    requirements.filter((each) => each.dbApi === word || each.construct === word).map(({ id }) => id),
  );
  // A function without requirements is found through the endpoints that call it.
  const endpoints = new Set(dbApi.filter(({ name }) => name === word).flatMap((use) => use.endpoints));
  if (needed.size === 0 && endpoints.size === 0) return undefined;
  const reaching = scenarios.filter(({ steps }) =>
    steps.some(
      (step) =>
        step.requirements.some((id) => needed.has(id)) || (needed.size === 0 && endpoints.has(step.endpoint)),
    ),
  );
  return new Set(reaching.map(({ id }) => id));
}
