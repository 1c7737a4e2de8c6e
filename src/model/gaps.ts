/** One construct that a ROME does not fully support. */
export interface Gap {
  readonly construct: string;
  /** The failure mode in a profile: `refuse`, `ignore` … */
  readonly mode: string;
}

/** How well a run reported one gap. */
export interface GapScore extends Gap {
  readonly scenarios: number;
  /** Whether the target refused a query or gave a different answer. */
  readonly shows: boolean;
  /** Whether the construct was reported as missing. */
  readonly found: boolean;
  /** Number of pairs (DB-API function, construct) that the scenarios need, and of those reported. */
  readonly needed: number;
  readonly localised: number;
  /** Number of missing queries reported, and of those caused by the gap. */
  readonly reported: number;
  readonly own: number;
  readonly others: readonly string[];
  readonly notLocalised: readonly string[];
  /** Number of endpoints with a prediction. */
  readonly predicted: number;
  /** Endpoints whose verdict differs from the prediction, with that verdict. */
  readonly mispredictions: readonly string[];
}

/** Results over a whole catalogue. Shares are from 0 to 1. */
export interface CatalogueScore {
  readonly gaps: number;
  /** Number of visible gaps, and the share of them that was found. */
  readonly showing: number;
  readonly recall: number;
  readonly localisation: number;
  readonly precision: number;
  /** Share of predicted endpoints with the predicted verdict. */
  readonly prediction: number;
}
