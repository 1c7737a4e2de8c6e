import { endpointName } from '../assertions/endpoint.ts';
import type { Actor, InventoryEndpoint, Service } from '../model.ts';
import type { Loaded } from '../runner/load/loaded.ts';

/** The actor that most often calls an endpoint successfully in existing scenarios. */
export function usualActors(
  files: readonly Loaded[],
): (endpoint: InventoryEndpoint, service: Service) => Actor | undefined {
  const counts = new Map<string, Map<Actor, number>>();
  for (const { scenario } of files)
    for (const { endpoint, service, as: actor, expect } of scenario?.steps ?? []) {
      if (!endpoint || !expect.status?.some((status) => status < 300)) continue;
      const name = `${service} ${endpointName(endpoint)}`;
      const own = counts.get(name) ?? new Map<Actor, number>();
      counts.set(name, own.set(actor, (own.get(actor) ?? 0) + 1));
    }
  return (endpoint, service) => {
    const own = counts.get(`${service} ${endpointName(endpoint)}`);
    // Prefer a member if one ever succeeds.
    if (!own || own.has('member')) return undefined;
    return [...own].sort(([, a], [, b]) => b - a)[0]?.[0];
  };
}
