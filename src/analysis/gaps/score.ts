import type { CatalogueScore, Gap, GapScore, MissingQuery, RunFile } from '../../model.ts';
import type { Prediction } from '../coverage/predict.ts';
import { mispredictions } from './mispredictions.ts';

/**
 * Scores the explanation of a run whose target has exactly one gap.
 * @param predictions made before the run, for the endpoints that it calls
 */
export function scoreGap(
  gap: Gap,
  run: Pick<RunFile, 'scenarios' | 'endpoints' | 'requirements' | 'missing'>,
  predictions: readonly Prediction[],
): GapScore {
  const needed = run.requirements.filter(({ construct }) => construct === gap.construct);
  const own = run.missing.filter(({ construct }) => construct === gap.construct);
  const reported = new Set(own.map(({ id }) => id));
  const others = run.missing.filter(({ construct }) => construct !== gap.construct);
  return {
    ...gap,
    scenarios: run.scenarios.length,
    shows: run.scenarios.some(({ steps }) =>
      steps.some(({ verdict }) => verdict === 'differs' || verdict === 'refused'),
    ),
    found: own.length > 0,
    needed: needed.length,
    localised: needed.filter(({ id }) => reported.has(id)).length,
    reported: run.missing.length,
    own: own.length,
    others: others.map((query: MissingQuery) => query.id),
    notLocalised: needed.filter(({ id }) => !reported.has(id)).map(({ id }) => id),
    predicted: predictions.length,
    mispredictions: mispredictions(predictions, run),
  };
}

export function scoreCatalogue(scores: readonly GapScore[]): CatalogueScore {
  const sum = (of: (score: GapScore) => number): number =>
    scores.reduce((total, each) => total + of(each), 0);
  const share = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);
  const able = scores.filter(({ shows, found }) => shows || found);
  const found = scores.filter((score) => score.found);
  return {
    gaps: scores.length,
    showing: able.length,
    recall: share(found.length, able.length),
    localisation: share(
      found.reduce((total, each) => total + each.localised, 0),
      found.reduce((total, each) => total + each.needed, 0),
    ),
    precision: share(
      sum(({ own }) => own),
      sum(({ reported }) => reported),
    ),
    prediction: share(
      sum(({ predicted, mispredictions }) => predicted - mispredictions.length),
      sum(({ predicted }) => predicted),
    ),
  };
}
