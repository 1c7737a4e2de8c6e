import type { MissingQuery, RunFile } from '../../model.ts';
import type { Gap } from './catalogue.ts';

/** How a run under one gap told of it. */
export interface GapScore extends Gap {
  readonly scenarios: number;
  /** Whether any answer of the target differed, or any query of it was refused. */
  readonly shows: boolean;
  /** Whether the construct was reported as missing. */
  readonly found: boolean;
  /** (DB-API function, construct) pairs that the scenarios need, and how many of them were reported. */
  readonly needed: number;
  readonly localised: number;
  /** Missing queries reported, and how many of them are the gap's. */
  readonly reported: number;
  readonly own: number;
  readonly others: readonly string[];
  readonly notLocalised: readonly string[];
}

/** Scores a run whose target has one gap and no other. */
export function scoreGap(gap: Gap, run: Pick<RunFile, 'scenarios' | 'requirements' | 'missing'>): GapScore {
  const needed = run.requirements.filter(({ construct }) => construct === gap.construct);
  const own = run.missing.filter(({ construct }) => construct === gap.construct);
  const told = new Set(own.map(({ id }) => id));
  const others = run.missing.filter(({ construct }) => construct !== gap.construct);
  return {
    ...gap,
    scenarios: run.scenarios.length,
    shows: run.scenarios.some(({ steps }) =>
      steps.some(({ verdict }) => verdict === 'differs' || verdict === 'refused'),
    ),
    found: own.length > 0,
    needed: needed.length,
    localised: needed.filter(({ id }) => told.has(id)).length,
    reported: run.missing.length,
    own: own.length,
    others: others.map((query: MissingQuery) => query.id),
    notLocalised: needed.filter(({ id }) => !told.has(id)).map(({ id }) => id),
  };
}

/** Shares over a whole catalogue, from 0 to 1. */
export interface CatalogueScore {
  readonly gaps: number;
  /** Gaps that show, and of these the share that was found. */
  readonly showing: number;
  readonly recall: number;
  readonly localisation: number;
  readonly precision: number;
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
  };
}
