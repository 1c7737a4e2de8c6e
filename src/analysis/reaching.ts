import type { RunFile } from '../model.ts';

/** Ids of the scenarios that a run saw to reach a DB-API function or a construct; undefined for a word that it knows neither as. */
export function scenariosReaching(
  { scenarios, requirements, dbApi }: Pick<RunFile, 'scenarios' | 'requirements' | 'dbApi'>,
  word: string,
): ReadonlySet<string> | undefined {
  const needed = new Set(
    requirements.filter((each) => each.dbApi === word || each.construct === word).map(({ id }) => id),
  );
  // A function that needs no construct is known by the endpoints that call it.
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
