import type { Question } from '../analysis/trace/narrowed.ts';
import type { Narrowed, Service } from '../model.ts';

/** Copies of a service's databases on the baseline, made at one moment. */
export interface KeptRows {
  readonly service: Service;
  readonly folder: string;
}

/**
 * Repeats statements on SQLite and on the target's ROME over the same rows, and reduces those that still differ. This
 * only adds evidence, so a failure of its own is no error.
 */
export interface Narrowing {
  /** Copies the baseline's rows before the scenario removes them. Undefined if that fails or the run's limit is reached. */
  keep(service: Service): Promise<KeptRows | undefined>;
  /**
   * Removes the copies. `same`: over the baseline's rows, ROME answers the statement as the baseline did in the run, so
   * the target has other rows. Undefined if it is unknown.
   */
  narrow(kept: KeptRows, question: Question | undefined): Promise<Narrowed | 'same' | undefined>;
}
