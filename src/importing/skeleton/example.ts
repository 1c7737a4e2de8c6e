import { endpointName } from '../../assertions/endpoint.ts';
import type { InventoryEndpoint, Scenario, Service, Step } from '../../model.ts';

/** The step with the shortest request, in existing scenarios, for which an endpoint succeeds. */
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
        !step.atOnce &&
        !(step.request.body && 'file' in step.request.body),
    );
  const lengthOf = ({ request, as: actor }: Step) =>
    JSON.stringify(request).length + (actor === 'member' ? 0 : 20);
  return steps.sort((a, b) => lengthOf(a) - lengthOf(b))[0];
}
