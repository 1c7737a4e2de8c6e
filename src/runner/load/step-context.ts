import type { ErrorCode } from '../../errors.ts';
import type { Actor, Inventory, Service } from '../../model.ts';
import type { Mistakes } from '../../yaml/mistakes.ts';
import type { DocPath, YamlFile } from '../../yaml/yaml-file.ts';

// biome-ignore lint/suspicious/noExplicitAny: the shape was checked against the schema before
export type RawStep = Readonly<Record<string, any>>;

/** Context for reading the steps of one file. */
export interface StepContext {
  readonly yaml: YamlFile;
  readonly service: Service;
  readonly inventory: Inventory;
  /** Releases of the deployments. Steps not meant for all of them are skipped. */
  readonly releases: readonly string[];
  /** The scenario's microversion, for steps without one. */
  readonly microversion?: string;
  /** The scenario's actor, for steps without one. */
  readonly as?: Actor;
  /** The scenario folder. File references must stay inside it. */
  readonly folder: string;
  /** Other folders whose setups may be used. */
  readonly others: readonly string[];
  readonly variables: KnownVariables;
  readonly mistakes: Mistakes;
}

/** Variables that have a value when a step runs. Each step adds its captures. */
export class KnownVariables {
  readonly #names: Set<string>;
  #all = true;

  constructor(names: readonly string[]) {
    this.#names = new Set(names);
  }

  /** A copy that learns independently. */
  copy(): KnownVariables {
    const copy = new KnownVariables(this.names);
    copy.#all = this.#all;
    return copy;
  }

  add(names: Iterable<string>): void {
    for (const name of names) this.#names.add(name);
  }

  /** Notes that unreadable content may define more variables. */
  unsure(): void {
    this.#all = false;
  }

  /** Whether a variable certainly has no value. */
  lacks(name: string): boolean {
    return this.#all && !this.#names.has(name);
  }

  get names(): readonly string[] {
    return [...this.#names];
  }
}

/** Records a mistake at a path below one step. */
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
