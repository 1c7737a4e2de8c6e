import { scenariosReaching } from '../analysis/reaching.ts';
import type { RunFile } from '../model.ts';
import { type Note, newestRun } from './run-files.ts';

/** The scenarios that reached a word in the newest run below a folder. Reads that run when first needed. */
export class ReachedBefore {
  readonly #folder: string;
  readonly #note: Note;
  #run: RunFile | undefined | null = null;

  constructor(folder: string, note: Note = () => {}) {
    this.#folder = folder;
    this.#note = note;
  }

  /** Ids of the scenarios that reached a DB-API function or construct; undefined if unknown. */
  readonly by = (word: string): ReadonlySet<string> | undefined => {
    const run = this.#newest();
    return run && scenariosReaching(run, word);
  };

  /** Why no scenario reaches a word. */
  readonly reason = (): string =>
    this.#newest()
      ? `The newest run in ${this.#folder} knows no such DB-API function or construct.`
      : `Which scenarios reach a DB-API function or construct is known from a run of all scenarios, and there is none in ${this.#folder}.`;

  #newest(): RunFile | undefined {
    if (this.#run === null)
      this.#run = newestRun(this.#folder, (run) => run.filters.length === 0, this.#note, [
        'finished',
        'aborted',
      ]);
    return this.#run;
  }
}
