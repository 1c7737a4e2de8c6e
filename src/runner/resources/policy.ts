import type { Exchange, PerSide, Response } from '../../model.ts';

/** What Nova and Glance answer if their policy forbids an action. */
const FORBIDS = [
  /Policy doesn't allow (\S+) to be performed/,
  /You are not authorized to complete (\S+) action/,
] as const;

/**
 * Why two answers differ if the deployments' policies are the reason: one forbids by its policy what the other does not.
 * Undefined otherwise.
 */
export function policyDifference(
  { baseline, target }: Partial<PerSide<Exchange>>,
  names: PerSide<string>,
): string | undefined {
  if (!baseline || !target) return undefined;
  const rules = { baseline: forbidden(baseline.response), target: forbidden(target.response) };
  if (rules.baseline === rules.target) return undefined;
  const side = rules.target === undefined ? 'baseline' : 'target';
  return `the policy of ${names[side]} forbids ${rules[side]}, unlike that of the other deployment`;
}

function forbidden({ status, body }: Response): string | undefined {
  if (status !== 403) return undefined;
  const text = body.kind === 'json' ? JSON.stringify(body.value) : body.kind === 'text' ? body.text : '';
  return FORBIDS.map((form) => form.exec(text)?.[1]).find((rule) => rule !== undefined);
}
