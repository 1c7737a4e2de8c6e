import type { EndpointResult, RunFile, ScenarioResult } from '../../model.ts';
import { agrees } from '../../model.ts';
import type { Prediction } from '../coverage/predict.ts';

/**
 * Endpoints whose result contradicts the prediction. An endpoint that lacks a construct must not be identical without
 * missing queries. An endpoint that lacks none must have no missing queries, and can fail only after a step that has.
 */
export function mispredictions(
  predictions: readonly Prediction[],
  run: Pick<RunFile, 'scenarios' | 'endpoints'>,
): string[] {
  const fates = new Map(run.endpoints.map((endpoint) => [nameOf(endpoint), endpoint]));
  const failing = new Set(run.scenarios.flatMap(failingByThemselves));
  return predictions.flatMap(({ endpoint, lacks }) => {
    const fate = fates.get(nameOf(endpoint));
    if (!fate) return `${endpoint.endpoint} was not called`;
    if (lacks.length > 0) {
      const served = fate.missing.length === 0 && agrees(fate.verdict);
      return served ? `${endpoint.endpoint} was served` : [];
    }
    if (fate.missing.length > 0) return `${endpoint.endpoint} misses ${fate.missing.join(', ')}`;
    return failing.has(nameOf(endpoint))
      ? `${endpoint.endpoint} ${fate.verdict} without a missing query`
      : [];
  });
}

const nameOf = ({ service, endpoint }: Pick<EndpointResult, 'service' | 'endpoint'>): string =>
  `${service} ${endpoint}`;

/** Endpoints of the steps that failed before any step had missing queries. */
function failingByThemselves({ steps }: ScenarioResult): string[] {
  const first = steps.findIndex(({ missing }) => missing.length > 0);
  return steps
    .slice(0, first === -1 ? steps.length : first)
    .filter(({ verdict }) => !agrees(verdict))
    .map(nameOf);
}
