import { resolve } from 'node:path';
import { causesOf } from '../analysis/causes.ts';
import { isFailing } from '../analysis/verdict.ts';
import { endpointName } from '../assertions/endpoint.ts';
import { HarnessError } from '../errors.ts';
import type { RunFile, Scenario } from '../model.ts';
import type { Loaded } from '../runner/load/loaded.ts';
import { endpointsNamed } from './filter.ts';
import { select } from './select.ts';

/** A step by its position in a scenario. */
export interface ChosenStep {
  readonly scenario: Scenario;
  readonly index: number;
}

/**
 * Finds the step to reproduce: of item N of `fix`, of `scenario:line` or `scenario#number`, or of a filter as for `run`.
 * For a filter, prefers a step that failed in `last` with the fewest steps before it, then the first step of the
 * endpoint, then the last step.
 * @throws HarnessError NOTHING_SELECTED
 */
export function whatToReproduce(
  named: string,
  files: readonly Loaded[],
  last: RunFile | undefined,
): ChosenStep {
  const scenarios = files.flatMap(({ scenario }) => scenario ?? []);
  if (/^\d+$/.test(named)) return ofCause(Number(named), scenarios, last);
  const [, path = '', line = ''] = /^(.+?):(\d+)(?::\d+)?$/.exec(named) ?? [];
  if (path !== '') return atLine(select(files, [path]), Number(line));
  const [, scenario = '', position = ''] = /^(.+)#(\d+)$/.exec(named) ?? [];
  if (scenario !== '') return atPosition(select(files, [scenario]), Number(position));
  const chosen = select(files, [named]);
  const endpoints = endpointsNamed(named, files);
  const calls = (scenario: Scenario, index: number) => {
    const endpoint = scenario.steps[index]?.endpoint;
    return endpoint !== undefined && (endpoints?.has(endpointName(endpoint)) ?? false);
  };
  const failed = chosen.flatMap((scenario) => {
    const steps = last?.scenarios.find(({ id }) => id === scenario.id)?.steps ?? [];
    const index = steps.findIndex((step, at) => isFailing(step) && (!endpoints || calls(scenario, at)));
    return index >= 0 && index < scenario.steps.length ? [{ scenario, index }] : [];
  });
  const called = chosen.flatMap((scenario) => {
    const index = scenario.steps.findIndex((_, at) => calls(scenario, at));
    return index >= 0 ? [{ scenario, index }] : [];
  });
  const whole = chosen.map((scenario) => ({ scenario, index: scenario.steps.length - 1 }));
  const [found] =
    [failed, called, whole].find((each) => each.length > 0)?.sort((a, b) => a.index - b.index) ?? [];
  if (found) return found;
  throw new HarnessError('NOTHING_SELECTED', `"${named}" has no steps`);
}

function ofCause(number: number, scenarios: readonly Scenario[], last: RunFile | undefined): ChosenStep {
  const causes = last ? causesOf(last) : [];
  if (causes.length === 0)
    throw new HarnessError('NOTHING_SELECTED', 'The last run has no failure', {
      fix: 'Name a scenario or an endpoint to send its requests.',
    });
  const cause = causes[number - 1];
  if (!cause)
    throw new HarnessError('NOTHING_SELECTED', `The last run has no item ${number}`, {
      fix: causes.length === 1 ? 'It has one: 1.' : `It has 1 to ${causes.length}.`,
    });
  const [first] = cause.occurrences;
  const occurrence = cause.occurrences.find(({ step }) => step);
  if (!occurrence)
    throw new HarnessError('NOTHING_SELECTED', `Item ${number} of the last run is not a failed request`, {
      fix: first
        ? `Run its scenario again: \`run-scenarios --target ${last?.target} ${first.scenario.id}\`.`
        : 'Only a survey or an earlier run found it.',
    });
  const scenario = scenarios.find(({ id }) => id === occurrence.scenario.id);
  if (!scenario) {
    throw new HarnessError('NOTHING_SELECTED', `Scenario ${occurrence.scenario.id} no longer exists`, {
      fix: 'Run again.',
    });
  }
  return {
    scenario,
    index: Math.min(occurrence.index ?? scenario.steps.length - 1, scenario.steps.length - 1),
  };
}

/** The step with the number, from 1. */
function atPosition([scenario]: readonly Scenario[], position: number): ChosenStep {
  if (scenario && position >= 1 && position <= scenario.steps.length)
    return { scenario, index: position - 1 };
  throw new HarnessError('NOTHING_SELECTED', `${scenario?.id ?? 'It'} has no step ${position}`, {
    fix: `It has 1 to ${scenario?.steps.length ?? 0}.`,
  });
}

/** The step that contains a line of the scenario's file. */
function atLine([scenario]: readonly Scenario[], line: number): ChosenStep {
  const index =
    scenario?.steps.findLastIndex(
      ({ place }) => resolve(place.file) === resolve(scenario.file) && place.line <= line,
    ) ?? -1;
  if (scenario && index >= 0) return { scenario, index };
  throw new HarnessError('NOTHING_SELECTED', `No step is at line ${line} of ${scenario?.file ?? 'it'}`);
}
