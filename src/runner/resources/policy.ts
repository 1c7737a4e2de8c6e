import type { Exchange, PerSide, Response } from '../../model.ts';
import { SIDES } from '../../model.ts';

/** What Nova and Glance answer if their policy forbids an action. */
const FORBIDS = [
  /Policy doesn't allow (\S+) to be performed/,
  /You are not authorized to complete (\S+) action/,
] as const;

/**
 * Why two answers have different statuses if the deployments' policies are the reason: one forbids by its policy what the
 * other does not. Undefined otherwise.
 */
export function policyDifference(
  exchanges: Partial<PerSide<Exchange>>,
  names: PerSide<string>,
): string | undefined {
  const { baseline, target } = exchanges;
  if (!baseline || !target || baseline.response.status === target.response.status) return undefined;
  const [found] = SIDES.flatMap((side) => {
    const rule = forbidden((side === 'baseline' ? baseline : target).response);
    return rule === undefined
      ? []
      : [`the policy of ${names[side]} forbids ${rule}, unlike that of the other deployment`];
  });
  return found;
}

function forbidden({ status, body }: Response): string | undefined {
  if (status !== 403) return undefined;
  const text = body.kind === 'json' ? JSON.stringify(body.value) : body.kind === 'text' ? body.text : '';
  return FORBIDS.map((form) => form.exec(text)?.[1]).find((rule) => rule !== undefined);
}
