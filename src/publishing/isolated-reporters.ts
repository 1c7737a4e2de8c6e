import { messageOf } from '../errors.ts';
import type { RunEvent } from '../model.ts';
import type { Reporter } from '../reporters/reporter.ts';

/** Runs reporters in isolation. One that throws does not stop the run or other reporters, but fails the run. */
export class IsolatedReporters {
  readonly failures: string[] = [];
  readonly #reporters: readonly Reporter[];

  constructor(reporters: readonly Reporter[]) {
    this.#reporters = reporters;
  }

  onEvent(event: RunEvent): void {
    for (const reporter of this.#reporters) this.attempt(reporter.name, () => reporter.onEvent(event));
  }

  attempt(name: string, action: () => void): void {
    try {
      action();
    } catch (error) {
      this.failures.push(`The reporter "${name}" failed: ${messageOf(error)}`);
    }
  }
}
