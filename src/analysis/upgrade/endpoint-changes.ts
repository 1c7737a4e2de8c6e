import { endpointName } from '../../assertions/endpoint.ts';
import type { Inventory, Service } from '../../model.ts';

/** Names of a service's endpoints that one release has and the other has not. */
export interface EndpointChanges {
  readonly service: Service;
  /** Versions of the service. */
  readonly from: string;
  readonly to: string;
  readonly added: readonly string[];
  /** No longer routed, or 410 in every version. */
  readonly removed: readonly string[];
}

export function endpointChanges(before: Inventory, now: Inventory): EndpointChanges {
  const [old, served] = [before, now].map(liveNames);
  return {
    ...{ service: now.service, from: before.release, to: now.release },
    added: [...(served ?? [])].filter((name) => !old?.has(name)),
    removed: [...(old ?? [])].filter((name) => !served?.has(name)),
  };
}

const liveNames = ({ endpoints }: Inventory): ReadonlySet<string> =>
  new Set(endpoints.filter(({ kind, gone }) => kind === 'api' && !gone).map(endpointName));
