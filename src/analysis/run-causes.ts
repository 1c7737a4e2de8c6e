import type { ScenarioResult } from '../model.ts';
import { withSharedCauses } from './shared-rows.ts';
import { withLikelyConstructs } from './spectrum.ts';

/** Explains failures by what all scenarios of a run show together. */
export const withRunCauses = (scenarios: readonly ScenarioResult[]): readonly ScenarioResult[] =>
  withSharedCauses(withLikelyConstructs(scenarios));
