import type { ErrorCode } from '../../errors.ts';
import type { Failure, Inventory, Service } from '../../model.ts';
import type { DocPath, YamlFile } from '../../yaml/yaml-file.ts';

// biome-ignore lint/suspicious/noExplicitAny: the shape was checked against the schema before
export type RawStep = Readonly<Record<string, any>>;

/** What reading the steps of one file needs to know. */
export interface StepContext {
  readonly yaml: YamlFile;
  readonly service: Service;
  readonly inventory: Inventory;
  /** Of steps that name none, as the scenario says. */
  readonly microversion?: string;
  /** The scenario folder, which file references must not leave. */
  readonly folder: string;
  /** Variables that have a value when the step runs; grows with its captures. */
  readonly known: Set<string>;
  readonly failures: Failure[];
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
  ({ yaml, failures }: StepContext, step: DocPath): Report =>
  (code, at, message, fix, of = 'value') =>
    void failures.push(yaml.failure(code, [...step, ...at], message, fix, of));
