import { readdirSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { type ErrorCode, HarnessErrors } from '../../errors.ts';
import type { Failure, Inventories, Scenario, Service, Step } from '../../model.ts';
import { nearest } from '../../yaml/nearest.ts';
import { schemaCheck } from '../../yaml/schema-check.ts';
import { YamlFile } from '../../yaml/yaml-file.ts';
import { BUILT_IN_VARIABLES } from '../run/built-in-variables.ts';
import { insideFolder } from './inside-folder.ts';
import { type RawStep, readStep, type StepContext } from './step.ts';

const checkSchema = schemaCheck('../../schemas/scenario.schema.json', 'SCENARIO_INVALID');

/**
 * All scenarios below `folder`, sorted by id. Folders that begin with `_` hold setups for `use:` alone.
 * @throws HarnessErrors with every mistake of every file.
 */
export async function loadScenarios(folder: string, inventories: Inventories): Promise<readonly Scenario[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(
      (file) =>
        !relative(folder, file)
          .split(sep)
          .some((part) => part.startsWith('_')),
    )
    .sort();
  const failures: Failure[] = [];
  const scenarios = files.flatMap((file) => readScenario(file, folder, inventories, failures) ?? []);
  if (failures.length > 0) throw new HarnessErrors('SCENARIO_INVALID', unique(failures));
  return scenarios;
}

function readScenario(
  file: string,
  folder: string,
  inventories: Inventories,
  failures: Failure[],
): Scenario | undefined {
  const yaml = readYaml(file, failures);
  if (!yaml) return undefined;
  const raw = yaml.value as RawStep;
  const service = raw.service as Service;
  const vars = Object.fromEntries(
    Object.entries(raw.vars ?? {}).map(([name, value]) => [name, String(value)]),
  );
  const context: StepContext = {
    yaml,
    service,
    inventory: inventories[service],
    folder,
    known: new Set([...BUILT_IN_VARIABLES, ...Object.keys(vars)]),
    failures,
  };
  const { steps, cleanup } = readEntries(raw, context, [file]);
  return {
    id: relative(folder, file)
      .replace(/\.ya?ml$/, '')
      .split(sep)
      .join('/'),
    file: relative(process.cwd(), file),
    name: raw.name,
    service,
    tags: raw.tags ?? [],
    exclusive: raw.exclusive ?? false,
    vars,
    steps,
    cleanup,
  };
}

/** Steps and cleanup of a file, those of the files it uses put in their place; cleanup in the order it runs in. */
function readEntries(
  raw: RawStep,
  context: StepContext,
  chain: readonly string[],
): { steps: readonly Step[]; cleanup: readonly Step[] } {
  const steps: Step[] = [];
  const cleanup: Step[] = [];
  for (const [index, entry] of (raw.steps as RawStep[]).entries()) {
    if (entry.use === undefined) {
      const step = readStep(entry, ['steps', index], context);
      if (step) steps.push(step);
      continue;
    }
    const used = readUsed(entry.use, index, context, chain);
    if (!used) continue;
    steps.push(...used.steps);
    cleanup.unshift(...used.cleanup);
  }
  const own = ((raw.cleanup ?? []) as RawStep[]).map((entry, index) =>
    readStep(entry, ['cleanup', index], context),
  );
  cleanup.unshift(...own.filter((step) => step !== undefined).reverse());
  return { steps, cleanup };
}

function readUsed(use: string, index: number, context: StepContext, chain: readonly string[]) {
  const report = (code: ErrorCode, message: string, fix?: string): undefined => {
    context.failures.push(context.yaml.failure(code, ['steps', index, 'use'], message, fix));
  };
  const file = join(context.folder, `${use}.yaml`);
  const check = insideFolder(context.folder, file);
  if (check === 'outside') {
    return report(
      'SCENARIO_FILE_OUTSIDE',
      `"${use}" lies outside the scenario folder.`,
      'Name a setup such as _shared/two-images.',
    );
  }
  if (check === 'absent') {
    const best = nearest(use, setups(context.folder));
    return report(
      'SCENARIO_INVALID',
      `There is no setup "${use}".`,
      best ? `Did you mean "${best}"?` : undefined,
    );
  }
  if (chain.includes(file)) return report('SCENARIO_INVALID', `"${use}" uses itself.`);
  const yaml = readYaml(file, context.failures);
  return yaml && readEntries(yaml.value as RawStep, { ...context, yaml }, [...chain, file]);
}

const setups = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.startsWith('_') && file.endsWith('.yaml'))
    .map((file) => file.replace(/\.yaml$/, ''));

function readYaml(file: string, failures: Failure[]): YamlFile | undefined {
  const yaml = new YamlFile(relative(process.cwd(), file), readFileSync(file, 'utf8'), 'SCENARIO_SYNTAX');
  const found = yaml.failures.length > 0 ? yaml.failures : checkSchema(yaml);
  failures.push(...found);
  return found.length > 0 ? undefined : yaml;
}

/** A mistake in a setup is met once for every file that uses it. */
const unique = (failures: readonly Failure[]): Failure[] => [
  ...new Map(failures.map((failure) => [JSON.stringify([failure.place, failure.message]), failure])).values(),
];
