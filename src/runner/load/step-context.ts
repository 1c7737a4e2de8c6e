import type { ErrorCode } from '../../errors.ts';
import type { Actor, Inventory, Service } from '../../model.ts';
import type { Mistakes } from '../../yaml/mistakes.ts';
import type { DocPath, YamlFile } from '../../yaml/yaml-file.ts';

// biome-ignore lint/suspicious/noExplicitAny: the shape was checked against the schema before
export type RawStep = Readonly<Record<string, any>>;

/** What reading the steps of one file needs to know. */
export interface StepContext {
  readonly yaml: YamlFile;
  readonly service: Service;
  readonly inventory: Inventory;
  /** Of the deployments: a step that is not for all of them is left out. */
  readonly releases: readonly string[];
  /** Of steps that name none, as the scenario says. */
  readonly microversion?: string;
  /** Who sends steps that name nobody, as the file says. */
  readonly as?: Actor;
  /** The scenario folder, which file references must not leave. */
  readonly folder: string;
  /** Other scenario folders, whose setups may be used. */
  readonly others: readonly string[];
  readonly variables: KnownVariables;
  readonly mistakes: Mistakes;
}

/** Variables that have a value when a step runs; they grow with its captures. */
export class KnownVariables {
  readonly #names: Set<string>;
  #all = true;

  constructor(names: readonly string[]) {
    this.#names = new Set(names);
  }

  add(names: Iterable<string>): void {
    for (const name of names) this.#names.add(name);
  }

  /** What could not be read may have given others. */
  unsure(): void {
    this.#all = false;
  }

  /** Whether a variable surely has no value. */
  lacks(name: string): boolean {
    return this.#all && !this.#names.has(name);
  }

  get names(): readonly string[] {
    return [...this.#names];
  }
}

/** Notes a mistake at a place below one step. */
export type Report = (
  code: ErrorCode,
  at: DocPath,
  message: string,
  fix?: string,
  of?: 'key' | 'value',
) => void;

export const reporter =
  ({ yaml, mistakes }: Pick<StepContext, 'yaml' | 'mistakes'>, base: DocPath): Report =>
  (code, at, message, fix, of = 'value') =>
    mistakes.add(() => yaml.failure(code, [...base, ...at], message, fix, of));
