import { byText, type DbApiUse, type TraceEvent } from '../../model.ts';
import { constructsOf } from './requirements.ts';

/** The public DB-API functions that an endpoint's queries passed through, or that it called without a query. */
export function dbApiUses(endpoint: string, events: readonly TraceEvent[]): DbApiUse[] {
  const found = new Map<string, Set<string>>();
  for (const event of events) {
    const names = [event.db_api, ...(event.via ?? []), ...(event.kind === 'call' ? [event.function] : [])];
    for (const name of names) {
      if (name === undefined) continue;
      const constructs = found.get(name) ?? new Set();
      found.set(name, constructs);
      for (const construct of constructsOf(event)) constructs.add(construct);
    }
  }
  return [...found].map(([name, constructs]) => ({
    name,
    endpoints: [endpoint],
    constructs: [...constructs],
  }));
}

/** Merges uses to one per function, sorted by name. */
export function mergeUses(uses: readonly DbApiUse[]): DbApiUse[] {
  const found = new Map<string, { endpoints: Set<string>; constructs: Set<string> }>();
  for (const { name, endpoints, constructs } of uses) {
    const known = found.get(name) ?? { endpoints: new Set(), constructs: new Set() };
    found.set(name, known);
    for (const endpoint of endpoints) known.endpoints.add(endpoint);
    for (const construct of constructs) known.constructs.add(construct);
  }
  return [...found]
    .map(([name, use]) => ({
      name,
      endpoints: [...use.endpoints].sort(),
      constructs: [...use.constructs].sort(),
    }))
    .sort((a, b) => byText(a.name, b.name));
}
