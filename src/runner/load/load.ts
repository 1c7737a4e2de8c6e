import { readdirSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { type ErrorCode, HarnessError, HarnessErrors } from '../../errors.ts';
import type { Failure, Inventories, Scenario, Service, Step } from '../../model.ts';
import { SERVICES } from '../../model.ts';
import { nearest } from '../../yaml/nearest.ts';
import { schemaCheck } from '../../yaml/schema-check.ts';
import { YamlFile } from '../../yaml/yaml-file.ts';
import { BUILT_IN_VARIABLES } from '../run/built-in-variables.ts';
import { insideFolder } from './inside-folder.ts';
import { readStep } from './step.ts';
import type { RawStep, StepContext } from './step-context.ts';

const checkSchema = schemaCheck('../../schemas/scenario.schema.json', 'SCENARIO_INVALID');

/**
 * All scenarios below `folder`, sorted by id. Folders that begin with `_` hold setups for `use:` alone.
 * @throws HarnessErrors with every mistake of every file.
 */
export async function loadScenarios(folder: string, inventories: Inventories): Promise<readonly Scenario[]> {
  const failures: Failure[] = [];
  const files = await scenarioFiles(folder);
  const scenarios = files.flatMap((file) => readScenario(file, folder, inventories, failures) ?? []);
  if (failures.length > 0) throw new HarnessErrors('SCENARIO_INVALID', unique(failures));
  return scenarios.sort((a, b) => a.id.localeCompare(b.id));
}

async function scenarioFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => {
    throw new HarnessError('COMMAND_LINE', `There is no folder ${folder}`, {
      fix: 'Name it with --scenarios.',
    });
  });
  return entries
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(
      (file) =>
        !relative(folder, file)
          .split(sep)
          .some((part) => part.startsWith('_')),
    );
}

function readScenario(
  file: string,
  folder: string,
  inventories: Inventories,
  failures: Failure[],
): Scenario | undefined {
  const readable = readYaml(file, failures);
  if (!readable) return undefined;
  const { raw } = readable;
  const service = raw.service as Service;
  const inventory = inventories[service];
  const known = new Set(BUILT_IN_VARIABLES);
  const context = { service, inventory, folder, known, failures };
  const { steps, cleanup, vars } = readEntries(readable, context, [file]);
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
    locks: [raw.lock ?? []].flat(),
    vars,
    steps,
    cleanup,
  };
}

type Entries = Pick<Scenario, 'steps' | 'cleanup' | 'vars'>;

/** What a file holds, that of the files it uses put in its place; cleanup in the order it runs in. */
function readEntries(
  { yaml, raw, broken }: Readable,
  base: Omit<StepContext, 'yaml'>,
  chain: readonly string[],
): Entries {
  const context: StepContext = {
    ...base,
    yaml,
    ...(raw.microversion ? { microversion: raw.microversion } : {}),
  };
  const steps: Step[] = [];
  const cleanup: Step[] = [];
  let vars = Object.fromEntries(Object.entries(raw.vars ?? {}).map(([name, value]) => [name, String(value)]));
  for (const name of Object.keys(vars)) context.known.add(name);
  for (const [index, entry] of (raw.steps as RawStep[]).entries()) {
    if (broken.has(`steps/${index}`)) {
      for (const name of Object.keys(entry?.capture ?? {})) context.known.add(name);
    } else if (entry.each !== undefined) {
      const { each, ...common } = entry;
      for (const [row, own] of (each as RawStep[]).entries()) {
        // A row that expects more does not expect less: status, headers, body and text are each its own or the table's.
        const expect = own.expect || common.expect ? { expect: { ...common.expect, ...own.expect } } : {};
        const step = readStep({ ...common, ...own, ...expect }, ['steps', index, 'each', row], context);
        if (step) steps.push(step);
      }
    } else if (entry.use === undefined) {
      const step = readStep(entry, ['steps', index], context);
      if (step) steps.push(step);
    } else {
      const used = readUsed(entry.use, index, { ...base, yaml }, chain);
      if (!used) continue;
      steps.push(...used.steps);
      cleanup.unshift(...used.cleanup);
      vars = { ...used.vars, ...vars };
    }
  }
  for (const [index, entry] of ((raw.cleanup ?? []) as RawStep[]).entries()) {
    const step = broken.has(`cleanup/${index}`) ? undefined : readStep(entry, ['cleanup', index], context);
    if (step) cleanup.unshift(step);
  }
  return { steps, cleanup, vars };
}

function readUsed(
  use: string,
  index: number,
  context: StepContext,
  chain: readonly string[],
): Entries | undefined {
  const report = (code: ErrorCode, message: string, fix?: string): undefined => {
    context.failures.push(context.yaml.failure(code, ['steps', index, 'use'], message, fix));
  };
  const file = join(context.folder, `${use}.yaml`);
  const check = insideFolder(context.folder, file);
  if (check === 'outside') {
    const fix = 'Name a setup such as _shared/two-images.';
    return report('SCENARIO_FILE_OUTSIDE', `"${use}" lies outside the scenario folder.`, fix);
  }
  if (check === 'absent') {
    const best = nearest(use, setups(context.folder));
    return report('SCENARIO_INVALID', `There is no setup "${use}".`, best && `Did you mean "${best}"?`);
  }
  if (chain.includes(file)) return report('SCENARIO_INVALID', `"${use}" uses itself.`);
  const readable = readYaml(file, context.failures);
  return readable && readEntries(readable, context, [...chain, file]);
}

const setups = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.startsWith('_') && file.endsWith('.yaml'))
    .map((file) => file.replace(/\.yaml$/, ''));

interface Readable {
  readonly yaml: YamlFile;
  readonly raw: RawStep;
  /** Entries (`steps/3`) whose shape is wrong; the others are read, to find their mistakes too. */
  readonly broken: ReadonlySet<string>;
}

function readYaml(file: string, failures: Failure[]): Readable | undefined {
  const yaml = new YamlFile(relative(process.cwd(), file), readFileSync(file, 'utf8'), 'SCENARIO_SYNTAX');
  failures.push(...yaml.failures);
  if (yaml.failures.length > 0) return undefined;
  const mistakes = checkSchema(yaml);
  failures.push(...mistakes.map(({ failure }) => failure));
  const raw = yaml.value as RawStep | null;
  if (!Array.isArray(raw?.steps) || !SERVICES.some((service) => service === raw.service)) return undefined;
  return { yaml, raw, broken: new Set(mistakes.map(({ path }) => path.slice(0, 2).join('/'))) };
}

/** A mistake in a setup is met once for every file that uses it. */
const unique = (failures: readonly Failure[]): Failure[] => [
  ...new Map(failures.map((failure) => [JSON.stringify([failure.place, failure.message]), failure])).values(),
];
