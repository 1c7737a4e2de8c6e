import { endpointName } from '../../assertions/endpoint.ts';
import { compareMicroversions, isServedIn, statedMicroversion } from '../../assertions/microversion.ts';
import type { Inventory, RunFile, StepResult } from '../../model.ts';

/** An endpoint within a range of microversions that one function of the service answers. */
export interface MicroversionRange {
  readonly endpoint: string;
  readonly min: string;
  /** Absent when it goes on. */
  readonly max?: string;
  /** Microversions that both deployments answered it in, the oldest first. */
  readonly versions: readonly string[];
}

/** Paths by which Nova serves, a second time, what it serves elsewhere: `/os-volumes_boot` is `/servers`. */
const ALIASES = ['/os-volumes_boot'];

/** The microversion ranges of a service's endpoints, without aliases, as a run called them. None without microversions. */
export function microversionRanges(
  { service, endpoints }: Inventory,
  { scenarios }: RunFile,
): MicroversionRange[] {
  const called = new Map<string, Set<string>>();
  for (const step of scenarios.flatMap(({ steps }) => steps).filter((each) => each.service === service)) {
    const version = versionOf(step);
    if (version) called.set(step.endpoint, (called.get(step.endpoint) ?? new Set()).add(version));
  }
  return endpoints
    .filter(({ path }) => !ALIASES.some((alias) => path === alias || path.startsWith(`${alias}/`)))
    .flatMap((endpoint) =>
      (endpoint.microversions ?? []).map((range) => ({
        endpoint: endpointName(endpoint),
        ...range,
        versions: [...(called.get(endpointName(endpoint)) ?? [])]
          .filter((version) => isServedIn(range, version))
          .sort(compareMicroversions),
      })),
    );
}

/** Ends of its range that a range was not called at; where it goes on, only the first counts. */
export const endsLeft = ({ min, max, versions }: MicroversionRange): string[] =>
  [...new Set(max === undefined ? [min] : [min, max])].filter(
    // Nova's route table begins at 2.0, which is no microversion: what begins there is first asked for in 2.1.
    (end) => !versions.includes(end === '2.0' ? '2.1' : end),
  );

/** The microversion that both answers are of. */
function versionOf({ exchanges: { baseline, target } }: StepResult): string | undefined {
  const [ours, theirs] = [baseline, target].map(
    (exchange) => exchange && statedMicroversion(exchange.response),
  );
  return ours === theirs ? ours : undefined;
}
