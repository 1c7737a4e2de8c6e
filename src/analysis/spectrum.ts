import type { MissingQuery, ScenarioResult } from '../model.ts';
import { agrees, UNKNOWN } from '../model.ts';
import { withCauses } from './trace/consequences.ts';
import { requirementId } from './trace/requirements.ts';

/** A construct is named only if it is this many times as suspicious as the next one. */
const DECISIVE = 1.5;

/**
 * Replaces guessed constructs. If a possible construct was narrowed in the run, ROME gets it wrong, so it is the cause.
 * Otherwise statistics over all requests of the run decide: a construct that many identical steps use is an unlikely
 * cause, one that only failing steps use a likely one (spectrum-based fault localisation with Ochiai's coefficient). If
 * no construct is clearly the most suspicious, a guess of about the same suspicion stays.
 */
export function withLikelyConstructs(scenarios: readonly ScenarioResult[]): readonly ScenarioResult[] {
  const isGuess = ({ missing }: { readonly missing: readonly MissingQuery[] }) =>
    missing.some(({ candidates }) => candidates);
  if (!scenarios.some(({ steps }) => steps.some(isGuess))) return scenarios;
  const suspicion = suspicions(scenarios);
  const narrowed = narrowedIn(scenarios);
  return scenarios.map((scenario) => {
    if (!scenario.steps.some(isGuess)) return scenario;
    const steps = scenario.steps.map((step) =>
      isGuess(step)
        ? { ...step, missing: step.missing.map((query) => named(query, suspicion, narrowed)) }
        : step,
    );
    return { ...scenario, steps: withCauses(steps) };
  });
}

/** Constructs that a narrowed statement needs. */
const narrowedIn = (scenarios: readonly ScenarioResult[]): ReadonlySet<string> =>
  new Set(
    scenarios.flatMap(({ steps }) =>
      steps.flatMap(({ missing }) => missing.flatMap((query) => (query.narrowed ? query.construct : []))),
    ),
  );

function named(
  query: MissingQuery,
  suspicion: ReadonlyMap<string, number>,
  narrowed: ReadonlySet<string>,
): MissingQuery {
  const known = (query.candidates ?? []).filter((construct) => narrowed.has(construct));
  const [first, second] = (known.length > 0 ? known : (query.candidates ?? []))
    .map((construct) => ({ construct, score: suspicion.get(construct) ?? 0 }))
    .sort((a, b) => b.score - a.score);
  if (!first) return query;
  const isGuessLikely = DECISIVE * (suspicion.get(query.construct) ?? 0) >= first.score;
  const isDecisive = known.length > 0 || first.score >= DECISIVE * (second?.score ?? 0);
  const construct = isDecisive ? first.construct : isGuessLikely ? query.construct : UNKNOWN;
  return { ...query, construct, id: requirementId({ dbApi: query.dbApi, construct }) };
}

/** Suspicion by construct, from 0 (only in identical steps) to 1 (in every unexplained query and nowhere else). */
function suspicions(scenarios: readonly ScenarioResult[]): ReadonlyMap<string, number> {
  const passing = new Map<string, number>();
  const failing = new Map<string, number>();
  let guesses = 0;
  for (const { verdict, requirements, missing } of scenarios.flatMap(({ steps }) => steps)) {
    for (const { candidates } of missing) {
      if (!candidates) continue;
      guesses++;
      for (const construct of candidates) failing.set(construct, (failing.get(construct) ?? 0) + 1);
    }
    if (!agrees(verdict)) continue;
    for (const construct of new Set(requirements.map((id) => id.slice(id.indexOf(' ') + 1))))
      passing.set(construct, (passing.get(construct) ?? 0) + 1);
  }
  return new Map(
    [...failing].map(([construct, count]) => [
      construct,
      count / Math.sqrt(guesses * (count + (passing.get(construct) ?? 0))),
    ]),
  );
}
