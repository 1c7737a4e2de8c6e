import { endpointName } from '../../assertions/endpoint.ts';
import type { InventoryEndpoint, Scenario, Service, Step } from '../../model.ts';

/** A step of the scenarios that there are in which an endpoint succeeds: the one with the shortest request. */
export function exampleOf(
  endpoint: InventoryEndpoint,
  service: Service,
  scenarios: readonly Scenario[],
): Step | undefined {
  const name = endpointName(endpoint);
  const steps = scenarios
    .flatMap((scenario) => scenario.steps)
    .filter(
      (step) =>
        step.service === service &&
        step.endpoint !== undefined &&
        endpointName(step.endpoint) === name &&
        step.expect.status?.every((status) => status < 300) &&
        !(step.request.body && 'file' in step.request.body),
    );
  const lengthOf = ({ request, as: actor }: Step) =>
    JSON.stringify(request).length + (actor === 'member' ? 0 : 20);
  return steps.sort((a, b) => lengthOf(a) - lengthOf(b))[0];
}
