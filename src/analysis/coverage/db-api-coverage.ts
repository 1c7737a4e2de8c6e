import type { DbApiUse, MissingQuery, RunFile } from '../../model.ts';

/** A public function of the DB API, as a run met it. */
export interface DbApiFunction extends DbApiUse {
  readonly missing: readonly MissingQuery[];
}

/** Every function of `names` with what the run's endpoints need of it; one that none reaches has no endpoints. */
export function dbApiCoverage(names: readonly string[], run: RunFile): DbApiFunction[] {
  const uses = new Map(run.dbApi.map((use) => [use.name, use]));
  return names.map((name) => ({
    ...(uses.get(name) ?? { name, endpoints: [], constructs: [] }),
    missing: run.missing.filter(({ dbApi }) => dbApi === name),
  }));
}
