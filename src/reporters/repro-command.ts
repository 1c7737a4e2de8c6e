import type { ScenarioResult, StepResult } from '../model.ts';

/** The command that repeats a step. A step of a shared file is named by its position, as `glance/images/list#3`. */
export function reproCommand(
  target: string,
  { id, file }: Pick<ScenarioResult, 'id' | 'file'>,
  index: number,
  { place }: Pick<StepResult, 'place'>,
): string {
  const step = place.file === file ? `:${place.line}` : `#${index + 1}`;
  return `run-scenarios repro ${id}${step} --target ${target}`;
}
