import { endpointName } from '../../assertions/endpoint.ts';
import { compareMicroversions, isServedIn, statedMicroversion } from '../../assertions/microversion.ts';
import type { Inventory, RunFile, StepResult } from '../../model.ts';

/** An endpoint in a range of microversions that one handler of the service answers. */
export interface MicroversionRange {
  readonly endpoint: string;
  readonly min: string;
  /** Absent if the range is open. */
  readonly max?: string;
  /** Microversions in which both deployments answered, oldest first. */
  readonly versions: readonly string[];
}

/** Paths under which Nova serves an endpoint a second time: `/os-volumes_boot` is `/servers`. */
const ALIASES = ['/os-volumes_boot'];

/**
 * The microversion ranges of a service's endpoints, without aliases, with the versions that a run called. Empty for a
 * service without microversions.
 */
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

/** Ends of the range that no request used. An open range has only its first end. */
export const endsLeft = ({ min, max, versions }: MicroversionRange): string[] =>
  [...new Set(max === undefined ? [min] : [min, max])].filter(
    // Nova's route table starts at 2.0, which is not a microversion. The first one to request is 2.1.
    (end) => !versions.includes(end === '2.0' ? '2.1' : end),
  );

/** The microversion stated by both responses; undefined if they differ. */
function versionOf({ exchanges: { baseline, target } }: StepResult): string | undefined {
  const [ours, theirs] = [baseline, target].map(
    (exchange) => exchange && statedMicroversion(exchange.response),
  );
  return ours === theirs ? ours : undefined;
}
