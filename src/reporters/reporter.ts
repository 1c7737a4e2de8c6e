import type { RunEvent } from '../model.ts';

/** Reports a run's events to a person or program. It cannot change the run's outcome. */
export interface Reporter {
  readonly name: string;
  onEvent(event: RunEvent): void;
}
