import type { MissingQuery, RunFile } from '../model.ts';

/** A public function of the DB API, as a run met it. */
export interface DbApiFunction {
  readonly name: string;
  /** Endpoints that reach it. */
  readonly endpoints: readonly string[];
  /** Constructs it was seen to need. */
  readonly constructs: readonly string[];
  readonly missing: readonly MissingQuery[];
}

/** Every function of `names` with what the run's endpoints need of it; one that none reaches has no endpoints. */
export function dbApiCoverage(names: readonly string[], run: RunFile): DbApiFunction[] {
  return names.map((name) => {
    const own = run.requirements.filter(({ dbApi }) => dbApi === name);
    const ids = new Set(own.map(({ id }) => id));
    return {
      name,
      endpoints: run.endpoints
        .filter(({ requirements }) => requirements.some((id) => ids.has(id)))
        .map(({ endpoint }) => endpoint),
      constructs: own.map(({ construct }) => construct).sort(),
      missing: run.missing.filter(({ dbApi }) => dbApi === name),
    };
  });
}
