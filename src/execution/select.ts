import { resolve, sep } from 'node:path';
import { endpointName } from '../assertions/endpoint.ts';
import { HarnessError } from '../errors.ts';
import type { Scenario, Service } from '../model.ts';
import { nearest } from '../yaml/nearest.ts';

/**
 * Scenarios that any filter names: a file or folder, a tag, a service, an endpoint (`GET /v2/images`).
 * @throws HarnessError NOTHING_SELECTED for a filter that names none: a typo must not pass for a green run.
 */
export function select(scenarios: readonly Scenario[], filters: readonly string[]): readonly Scenario[] {
  if (scenarios.length === 0)
    throw new HarnessError('NOTHING_SELECTED', 'There are no scenarios', {
      fix: 'Name their folder with --scenarios.',
    });
  if (filters.length === 0) return scenarios;
  for (const filter of filters) {
    if (scenarios.some((scenario) => names(filter, scenario))) continue;
    const best = nearest(filter, [...new Set(scenarios.flatMap(words))]);
    throw new HarnessError('NOTHING_SELECTED', `No scenario is, or calls, "${filter}"`, {
      fix: `${best ? `Did you mean "${best}"? ` : ''}\`run-scenarios list\` shows all.`,
    });
  }
  return scenarios.filter((scenario) => filters.some((filter) => names(filter, scenario)));
}

/**
 * The scenarios of services that both deployments serve.
 * @throws HarnessError NOTHING_SELECTED when there are none.
 */
export function served(
  scenarios: readonly Scenario[],
  deployments: readonly { readonly services: readonly Service[] }[],
): readonly Scenario[] {
  const both = scenarios.filter(({ service }) =>
    deployments.every(({ services }) => services.includes(service)),
  );
  if (both.length > 0) return both;
  throw new HarnessError('NOTHING_SELECTED', 'These scenarios need a service that the deployments lack', {
    fix: 'Name another target, or what it serves with `services:` in run-scenarios.yaml.',
  });
}

function names(filter: string, scenario: Scenario): boolean {
  const id = filter.replace(/\.ya?ml$|\/+$/, '').replace(/^(\.\/)?scenarios\//, '');
  const file = resolve(scenario.file);
  return (
    words(scenario).includes(filter) ||
    scenario.id === id ||
    scenario.id.startsWith(`${id}/`) ||
    file === resolve(filter) ||
    file.startsWith(resolve(filter) + sep)
  );
}

const words = (scenario: Scenario): string[] => [
  scenario.id,
  scenario.service,
  ...scenario.tags,
  ...scenario.steps.flatMap(({ endpoint }) => (endpoint ? [endpointName(endpoint)] : [])),
];
