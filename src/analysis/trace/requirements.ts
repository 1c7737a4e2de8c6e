import type { Requirement, TraceEvent } from '../../model.ts';

export const requirementId = ({
  dbApi,
  construct,
}: {
  readonly dbApi: string;
  readonly construct: string;
}): string => `${dbApi} ${construct}`;

/** Requirements of a request's queries: each pair (DB-API function, construct) once, at its first place. */
export function requirementsOf(events: readonly TraceEvent[]): Requirement[] {
  const found = new Map<string, Requirement>();
  for (const event of events) {
    for (const construct of constructsOf(event)) {
      if (!event.db_api || !event.at) continue;
      const requirement = {
        id: requirementId({ dbApi: event.db_api, construct }),
        dbApi: event.db_api,
        construct,
        at: event.at,
        inner: event.inner,
      };
      if (!found.has(requirement.id)) found.set(requirement.id, requirement);
    }
  }
  return [...found.values()];
}

/** Merges duplicates, keeping the place with the lowest line. The order of requests varies between runs. */
export function mergeRequirements(all: readonly Requirement[]): Requirement[] {
  const found = new Map<string, Requirement>();
  for (const each of all) {
    const known = found.get(each.id);
    if (!known || each.at.line < known.at.line) found.set(each.id, each);
  }
  return [...found.values()];
}

export function constructsOf(event: TraceEvent): readonly string[] {
  switch (event.kind) {
    case 'statement':
      return event.constructs;
    case 'query':
      return [event.construct];
    case 'call':
    case 'transaction':
    case 'refusal':
    case 'round-trip':
      return [];
  }
}
