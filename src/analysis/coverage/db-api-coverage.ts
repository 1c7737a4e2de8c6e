import type { DbApiUse, MissingQuery, RunFile } from '../../model.ts';

/** How a run uses one public function of the DB API. */
export interface DbApiFunction extends DbApiUse {
  readonly missing: readonly MissingQuery[];
}

/** Looks up each of `names` in the run. A function that the run never reached has no endpoints. */
export function dbApiCoverage(names: readonly string[], run: RunFile): DbApiFunction[] {
  const uses = new Map(run.dbApi.map((use) => [use.name, use]));
  return names.map((name) => ({
    ...(uses.get(name) ?? { name, endpoints: [], constructs: [] }),
    missing: run.missing.filter(({ dbApi }) => dbApi === name),
  }));
}
