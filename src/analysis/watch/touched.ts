import type { RunFile, Scenario } from '../../model.ts';

/** Files that a scenario consists of: its own, included ones, and files that it sends. */
export function filesOf({ file, steps, cleanup }: Scenario): ReadonlySet<string> {
  const all = [...steps, ...cleanup];
  const sent = all.flatMap(({ request: { body } }) => (body && 'file' in body ? [body.file] : []));
  return new Set([file, ...all.map(({ place }) => place.file), ...sent]);
}

/**
 * Ids of the scenarios that reach one of the DB-API functions through any endpoint. Undefined if nothing was traced.
 */
export function reaching(run: RunFile, functions: ReadonlySet<string>): ReadonlySet<string> | undefined {
  if (run.dbApi.length === 0) return undefined;
  const uses = run.dbApi.filter(({ name }) => functions.has(name));
  const endpoints = new Set(uses.flatMap((use) => use.endpoints));
  const found = run.scenarios.filter(({ steps }) => steps.some(({ endpoint }) => endpoints.has(endpoint)));
  return new Set(found.map(({ id }) => id));
}
