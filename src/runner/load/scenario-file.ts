import { relative } from 'node:path';
import schema from '../../../schemas/scenario.schema.json' with { type: 'json' };
import { SERVICES } from '../../model.ts';
import type { Mistakes } from '../../yaml/mistakes.ts';
import { readYaml } from '../../yaml/read-yaml.ts';
import { schemaCheck } from '../../yaml/schema-check.ts';
import type { YamlFile } from '../../yaml/yaml-file.ts';
import type { RawStep } from './step-context.ts';

const checkSchema = schemaCheck(schema, 'SCENARIO_INVALID');

/** A file whose steps can be read, although parts may be invalid. */
export interface Readable {
  readonly yaml: YamlFile;
  /** The content that matches the schema. Keys may be missing. */
  readonly raw: RawStep;
  /** Top-level keys whose values violate the schema. */
  readonly brokenKeys: ReadonlySet<string>;
  /** Entries (`steps/3`, `steps/3/each/1`) from which an invalid key was removed. */
  readonly incomplete: ReadonlySet<string>;
  /** Variables that the file captures, including those of invalid captures. */
  readonly captures: readonly string[];
}

/** Reads a scenario or setup and records its mistakes. Undefined if nothing in it is usable. */
export function readScenarioFile(file: string, mistakes: Mistakes): Readable | undefined {
  const yaml = readYaml(file, relative(process.cwd(), file), 'SCENARIO_SYNTAX');
  mistakes.addAll(yaml.failures);
  if (yaml.failures.length > 0) return undefined;
  const { sound, broken } = checkSchema(yaml, mistakes);
  const raw = sound as RawStep | null;
  if (!Array.isArray(raw?.steps) || !SERVICES.some((service) => service === raw.service)) return undefined;
  return {
    yaml,
    raw,
    brokenKeys: new Set(broken.filter((path) => path.length === 1).map(([key]) => String(key))),
    incomplete: new Set(broken.map((path) => path.slice(0, -1).join('/'))),
    captures: capturesOf(yaml.value),
  };
}

/** Keys of every `capture`, at any depth. */
function capturesOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    key === 'capture' && typeof child === 'object' && child !== null ? Object.keys(child) : capturesOf(child),
  );
}
