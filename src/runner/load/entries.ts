import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorCode } from '../../errors.ts';
import { type Json, type Scenario, type Step, withTexts } from '../../model.ts';
import { nearest } from '../../yaml/nearest.ts';
import { quoted } from '../../yaml/quoted.ts';
import { writtenNumbers } from '../../yaml/to-json.ts';
import type { DocPath } from '../../yaml/yaml-file.ts';
import { BUILT_IN_VARIABLES } from '../run/built-in-variables.ts';
import { type ReadRequest, readAtOnce } from './at-once/at-once.ts';
import { withCommon } from './expectations.ts';
import { insideFolder } from './inside-folder.ts';
import { checkRange, isFor } from './releases.ts';
import { type Readable, readScenarioFile } from './scenario-file.ts';
import { readStep } from './step.ts';
import { type RawStep, reporter, type StepContext } from './step-context.ts';

export type Entries = Pick<Scenario, 'steps' | 'cleanup' | 'vars'>;

/** Limits: nesting depth of `use:`, and steps of a scenario including its setups. */
const DEEPEST = 10;
const MOST_STEPS = 5000;

/** Reads a file's steps, with the files it uses inlined. Cleanup is in execution order. */
export function readEntries(
  readable: Readable,
  base: Omit<StepContext, 'yaml'>,
  chain: readonly string[],
): Entries {
  const { yaml, raw, brokenKeys } = readable;
  const context: StepContext = {
    ...base,
    yaml,
    ...(raw.microversion ? { microversion: raw.microversion } : {}),
    ...raw.defaults,
  };
  const steps: Step[] = [];
  const cleanup: Step[] = [];
  let vars = ownVars(raw, context);
  if (brokenKeys.has('vars')) base.variables.unsure();
  for (const [index, entry] of (raw.steps as (RawStep | null)[]).entries()) {
    if (entry === null) base.variables.unsure();
    else if (entry.use === undefined) steps.push(...readRows(entry, ['steps', index], readable, context));
    else {
      const used = readUsed(entry.use, index, context, base, chain);
      if (!used) {
        base.variables.unsure();
        continue;
      }
      steps.push(...used.steps);
      cleanup.unshift(...used.cleanup);
      vars = { ...used.vars, ...vars };
    }
    if (steps.length > MOST_STEPS) {
      const message = `This scenario has more than ${MOST_STEPS} steps.`;
      reporter(context, [])('SCENARIO_INVALID', ['steps', index], message, 'Divide it.');
      break;
    }
  }
  // An entry of the cleanup is skipped without its variable. So a step that is not for these releases may capture it.
  const variables = base.variables.copy();
  variables.add((raw.steps as (RawStep | null)[]).flatMap(capturedIn));
  for (const [index, entry] of ((raw.cleanup ?? []) as (RawStep | null)[]).entries()) {
    if (entry !== null)
      cleanup.unshift(...readRows(entry, ['cleanup', index], readable, { ...context, variables }));
  }
  return { steps, cleanup, vars };
}

/** Names of the variables that an entry captures as written, for whatever releases it is. */
function capturedIn(entry: RawStep | null): string[] {
  const { capture, each, at_once: atOnce } = entry ?? {};
  const rows = [each, atOnce].flatMap((list) => (Array.isArray(list) ? list : []));
  return [
    ...(capture && typeof capture === 'object' ? Object.keys(capture) : []),
    ...rows.flatMap(capturedIn),
  ];
}

/** The steps of an entry: one, one for each row of a table, or one for each request that is sent at once. */
function readRows(entry: RawStep, path: DocPath, readable: Readable, context: StepContext): readonly Step[] {
  const one: ReadRequest = (raw, at, own) => {
    checkRange(raw, reporter(own, at));
    return isFor(raw, own.releases)
      ? readStep(raw, at, own, readable.incomplete.has(at.join('/')))
      : undefined;
  };
  if (Array.isArray(entry.at_once)) {
    const own = path.join('/');
    const isIncomplete = [...readable.incomplete].some((each) => `${each}/`.startsWith(`${own}/`));
    return readAtOnce(entry, path, context, one, isIncomplete);
  }
  const read = ({ repeat = 1, ...raw }: RawStep, at: DocPath): Step[] => {
    const step = one(raw, at, context);
    if (!step) return [];
    return Array.from({ length: repeat }, (_, index) =>
      index === 0 ? step : { ...step, name: `${step.name} (${index + 1} of ${repeat})` },
    );
  };
  if (!Array.isArray(entry.each)) return read(entry, path);
  const { each, ...common } = entry;
  return (each as (RawStep | null)[]).flatMap((own, row) =>
    own === null ? [] : read(withCommon(common, own), [...path, 'each', row]),
  );
}

/** A file's constants. They must not shadow built-in variables. */
function ownVars(raw: RawStep, context: StepContext): Scenario['vars'] {
  const vars = withTexts((raw.vars ?? {}) as Json, writtenNumbers) as Scenario['vars'];
  for (const name of Object.keys(vars).filter((each) => BUILT_IN_VARIABLES.includes(each))) {
    const message = `The variable \${${name}} is predefined in every scenario.`;
    reporter(context, ['vars'])('SCENARIO_INVALID', [name], message, 'Give it another name.', 'key');
  }
  context.variables.add(Object.keys(vars));
  return vars;
}

function readUsed(
  use: string,
  index: number,
  context: StepContext,
  base: Omit<StepContext, 'yaml'>,
  chain: readonly string[],
): Entries | undefined {
  const report = (code: ErrorCode, message: string, fix?: string): undefined => {
    reporter(context, [])(code, ['steps', index, 'use'], message, fix);
  };
  const name = quoted(use);
  const candidates = [context.folder, ...context.others].map((folder) => {
    const file = join(folder, `${use}.yaml`);
    return { folder, file, check: insideFolder(folder, file) };
  });
  const [first] = candidates;
  const { folder, file, check } =
    candidates.find((each) => each.check === 'inside') ?? (first as NonNullable<typeof first>);
  if (check === 'outside') {
    const fix = 'Name a setup such as _shared/two-images.';
    return report('SCENARIO_FILE_OUTSIDE', `"${name}" is outside the scenario folder.`, fix);
  }
  if (check === 'absent') {
    const best = nearest(use, [context.folder, ...context.others].flatMap(setups));
    return report('SCENARIO_INVALID', `There is no setup "${name}".`, best && `Did you mean "${best}"?`);
  }
  if (chain.includes(file)) return report('SCENARIO_INVALID', `"${name}" uses itself.`);
  if (chain.length > DEEPEST)
    return report('SCENARIO_INVALID', `Setups are nested more than ${DEEPEST} deep.`);
  const readable = readScenarioFile(file, context.mistakes);
  return readable && readEntries(readable, { ...base, folder }, [...chain, file]);
}

const setups = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.startsWith('_') && file.endsWith('.yaml'))
    .map((file) => file.replace(/\.yaml$/, ''));
