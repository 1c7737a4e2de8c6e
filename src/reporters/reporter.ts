import type { RunEvent } from '../model.ts';

/** Tells a person or a machine what a run does. It cannot change the run's outcome. */
export interface Reporter {
  readonly name: string;
  onEvent(event: RunEvent): void;
}
