/** How a ROME falls short of one construct. */
export interface Gap {
  readonly construct: string;
  /** `refuse`, `ignore` …, as a profile has it. */
  readonly mode: string;
}

/** How well a run under one gap reported it. */
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
  /** Endpoints of which it was predicted whether the gap's ROME could serve them. */
  readonly predicted: number;
  /** Those of them with another verdict, each with that verdict. */
  readonly mispredictions: readonly string[];
}

/** Shares over a whole catalogue, from 0 to 1. */
export interface CatalogueScore {
  readonly gaps: number;
  /** Gaps that show, and of these the share that was found. */
  readonly showing: number;
  readonly recall: number;
  readonly localisation: number;
  readonly precision: number;
  /** Of the predicted endpoints, the share with the predicted verdict. */
  readonly prediction: number;
}
