import { endpointName } from '../../assertions/endpoint.ts';
import { references } from '../../assertions/variables.ts';
import type { InventoryEndpoint, Scenario, Service, Step } from '../../model.ts';

/**
 * The step, in existing scenarios, for which an endpoint succeeds, and whose body needs the fewest things of earlier steps.
 * Of several, that with the shortest request.
 */
export function exampleOf(
  endpoint: InventoryEndpoint,
  service: Service,
  scenarios: readonly Scenario[],
): Step | undefined {
  const name = endpointName(endpoint);
  const candidates = scenarios.flatMap(({ steps }) =>
    steps.flatMap((step, index) => {
      const isExample =
        step.service === service &&
        step.endpoint !== undefined &&
        endpointName(step.endpoint) === name &&
        step.expect.status?.every((status) => status < 300) &&
        !step.atOnce &&
        !(step.request.body && 'file' in step.request.body);
      return isExample ? [{ step, needs: needs(step, steps.slice(0, index)), length: lengthOf(step) }] : [];
    }),
  );
  return candidates.sort((a, b) => a.needs - b.needs || a.length - b.length)[0]?.step;
}

const lengthOf = ({ request, as: actor }: Step): number =>
  JSON.stringify(request).length + (actor === 'member' ? 0 : 20);

/** The number of things in a step's body that earlier steps captured, or of ids that they use, too. */
function needs({ request }: Step, earlier: readonly Step[]): number {
  const made = new Set(
    earlier.flatMap((each) => [
      ...Object.keys(each.capture),
      ...references(each.request).filter((name) => /^uuid\d$/.test(name)),
    ]),
  );
  return references(request.body ?? {}).filter((name) => made.has(name)).length;
}
