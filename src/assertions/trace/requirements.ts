import type { Frame, Requirement, TraceEvent } from '../../model.ts';

export const requirementId = ({
  dbApi,
  construct,
}: {
  readonly dbApi: string;
  readonly construct: string;
}): string => `${dbApi} ${construct}`;

/** What a request's queries need: each (DB-API function, construct) once, with the first place that asked for it. */
export function requirementsOf(events: readonly TraceEvent[]): Requirement[] {
  const found = new Map<string, Requirement>();
  for (const event of events) {
    for (const construct of constructsOf(event)) {
      if (!event.db_api || !event.at) continue;
      const requirement = {
        dbApi: event.db_api,
        construct,
        at: event.at,
        ...(event.inner ? { inner: event.inner } : {}),
      };
      const id = requirementId(requirement);
      if (!found.has(id)) found.set(id, requirement);
    }
  }
  return [...found.values()];
}

export function constructsOf(event: TraceEvent): readonly string[] {
  switch (event.kind) {
    case 'statement':
      return event.constructs;
    case 'query':
      return [event.construct];
    case 'refusal':
    case 'probe-error':
      return [];
  }
}

/** Union of requirements, the first place kept. */
export const mergeRequirements = (lists: readonly (readonly Requirement[])[]): Requirement[] => [
  ...new Map(
    lists
      .flat()
      .reverse()
      .map((each) => [requirementId(each), each]),
  ).values(),
];

export const sameFrame = (a: Frame | undefined, b: Frame | undefined): boolean =>
  a?.file === b?.file && a?.line === b?.line;
